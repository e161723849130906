package org.attentionzoo.zoo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which; CONTRIBUTING.md says why. */
@AnalyzeClasses(
    packages = "org.attentionzoo.zoo",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noPackagesInACircle =
      slices().matching("org.attentionzoo.zoo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.attentionzoo.zoo..")
          .layer("file")
          .definedBy("org.attentionzoo.zoo.file..")
          .layer("untrusted")
          .definedBy("org.attentionzoo.zoo.untrusted..")
          .layer("download")
          .definedBy("org.attentionzoo.zoo.download..")
          .layer("text")
          .definedBy("org.attentionzoo.zoo.text..")
          .layer("batch")
          .definedBy("org.attentionzoo.zoo.batch..")
          .layer("corpus")
          .definedBy("org.attentionzoo.zoo.corpus..")
          .layer("metrics")
          .definedBy("org.attentionzoo.zoo.metrics..")
          .layer("network")
          .definedBy("org.attentionzoo.zoo.network..")
          .layer("generation")
          .definedBy("org.attentionzoo.zoo.generation..")
          .layer("io")
          .definedBy("org.attentionzoo.zoo.io..")
          .layer("pretrained")
          .definedBy("org.attentionzoo.zoo.pretrained..")
          .layer("model")
          .definedBy("org.attentionzoo.zoo.model..")
          .layer("weights")
          .definedBy("org.attentionzoo.zoo.weights..")
          .layer("marian")
          .definedBy("org.attentionzoo.zoo.marian..")
          .layer("ctranslate2")
          .definedBy("org.attentionzoo.zoo.ctranslate2..")
          .layer("translation")
          .definedBy("org.attentionzoo.zoo.translation..")
          .layer("finetuning")
          .definedBy("org.attentionzoo.zoo.finetuning..")
          .layer("training")
          .definedBy("org.attentionzoo.zoo.training..")
          .ensureAllClassesAreContainedInArchitecture()
          .whereLayer("file")
          .mayNotAccessAnyLayer()
          .whereLayer("untrusted")
          .mayNotAccessAnyLayer()
          .whereLayer("download")
          .mayNotAccessAnyLayer()
          .whereLayer("text")
          .mayOnlyAccessLayers("file")
          .whereLayer("network")
          .mayNotAccessAnyLayer()
          .whereLayer("metrics")
          .mayOnlyAccessLayers("network")
          .whereLayer("generation")
          .mayOnlyAccessLayers("network", "untrusted")
          .whereLayer("batch")
          .mayOnlyAccessLayers("text")
          .whereLayer("corpus")
          .mayOnlyAccessLayers("file", "text", "batch")
          .whereLayer("io")
          .mayOnlyAccessLayers("file", "text", "untrusted")
          .whereLayer("pretrained")
          .mayOnlyAccessLayers("download", "file", "io", "untrusted")
          .whereLayer("model")
          .mayOnlyAccessLayers("io", "pretrained", "text")
          .whereLayer("weights")
          .mayOnlyAccessLayers("file", "io", "model", "text", "untrusted")
          .whereLayer("marian")
          .mayOnlyAccessLayers("file", "generation", "io", "model", "text", "untrusted", "weights")
          .whereLayer("ctranslate2")
          .mayOnlyAccessLayers("io", "model", "text", "untrusted", "weights")
          .whereLayer("translation")
          .mayOnlyAccessLayers("generation", "io", "metrics", "pretrained", "text", "batch")
          .whereLayer("finetuning")
          .mayOnlyAccessLayers("io", "text")
          .whereLayer("training")
          .mayOnlyAccessLayers(
              "batch", "corpus", "file", "generation", "io", "metrics", "text", "translation");

  @ArchTest
  static final ArchRule knowsNoKernel =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.attentionzoo.layers.kernel..");

  @ArchTest
  static final ArchRule knowsNoExamples =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.attentionzoo.examples..");

  @ArchTest static final ArchRule printsNothing = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule namesNoBackend =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..");
}
