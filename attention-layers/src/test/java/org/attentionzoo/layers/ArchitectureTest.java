package org.attentionzoo.layers;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.kernel.Kernels;

/** Which package may know which; CONTRIBUTING.md says why. */
@AnalyzeClasses(
    packages = "org.attentionzoo.layers",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noPackagesInACircle =
      slices().matching("org.attentionzoo.layers.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.attentionzoo..")
          .layer("check")
          .definedBy("org.attentionzoo.layers.check..")
          .layer("precision")
          .definedBy("org.attentionzoo.layers.precision..")
          .layer("processor")
          .definedBy("org.attentionzoo.layers.processor..")
          .layer("kernel")
          .definedBy("org.attentionzoo.layers.kernel..")
          .layer("initial")
          .definedBy("org.attentionzoo.layers.initial..")
          .layer("json")
          .definedBy("org.attentionzoo.layers.json..")
          .layer("memory")
          .definedBy("org.attentionzoo.layers.runtime.memory..")
          .layer("runtime")
          .definedBy("org.attentionzoo.layers.runtime")
          .layer("plan")
          .definedBy("org.attentionzoo.layers.runtime.plan..")
          .layer("scan")
          .definedBy("org.attentionzoo.layers.runtime.scan..")
          .layer("decoding")
          .definedBy("org.attentionzoo.layers.runtime.decoding..")
          .layer("dl4j")
          .definedBy("org.attentionzoo.layers.runtime.dl4j..")
          .layer("fused")
          .definedBy("org.attentionzoo.layers.fused..")
          .layer("schedule")
          .definedBy("org.attentionzoo.layers.schedule..")
          .layer("updater")
          .definedBy("org.attentionzoo.layers.updater..")
          .layer("attention")
          .definedBy("org.attentionzoo.layers.attention..")
          .layer("recurrent")
          .definedBy("org.attentionzoo.layers.recurrent..")
          .layer("transformer")
          .definedBy("org.attentionzoo.layers.transformer..")
          .layer("embedding")
          .definedBy("org.attentionzoo.layers.embedding..")
          .layer("output")
          .definedBy("org.attentionzoo.layers.output..")
          .ensureAllClassesAreContainedInArchitecture()
          .whereLayer("check")
          .mayNotAccessAnyLayer()
          .whereLayer("initial")
          .mayOnlyAccessLayers("check")
          .whereLayer("json")
          .mayOnlyAccessLayers("check")
          .whereLayer("precision")
          .mayOnlyAccessLayers("check")
          .whereLayer("processor")
          .mayNotAccessAnyLayer()
          .whereLayer("kernel")
          .mayOnlyAccessLayers("check", "precision", "processor")
          .whereLayer("schedule")
          .mayOnlyAccessLayers("check")
          .whereLayer("memory")
          .mayOnlyAccessLayers("check", "kernel")
          .whereLayer("runtime")
          .mayOnlyAccessLayers("check", "precision", "kernel", "memory")
          .whereLayer("plan")
          .mayOnlyAccessLayers("check", "memory", "runtime")
          .whereLayer("scan")
          .mayOnlyAccessLayers("check", "kernel", "memory", "runtime", "plan")
          .whereLayer("decoding")
          .mayOnlyAccessLayers("check", "kernel", "memory", "runtime", "plan")
          .whereLayer("dl4j")
          .mayOnlyAccessLayers(
              "check",
              "precision",
              "processor",
              "kernel",
              "updater",
              "memory",
              "runtime",
              "plan",
              "decoding")
          .whereLayer("fused")
          .mayOnlyAccessLayers("check", "kernel", "memory", "runtime")
          .whereLayer("updater")
          .mayOnlyAccessLayers("check", "kernel")
          .whereLayer("attention")
          .mayOnlyAccessLayers("check", "fused", "initial", "runtime", "memory", "dl4j", "json")
          .whereLayer("recurrent")
          .mayOnlyAccessLayers(
              "check",
              "fused",
              "initial",
              "runtime",
              "scan",
              "decoding",
              "dl4j",
              "json",
              "attention")
          .whereLayer("transformer")
          .mayOnlyAccessLayers(
              "check", "fused", "initial", "runtime", "memory", "decoding", "dl4j", "attention")
          .whereLayer("embedding")
          .mayOnlyAccessLayers("check", "fused", "runtime", "memory", "decoding", "dl4j")
          .whereLayer("output")
          .mayOnlyAccessLayers(
              "check", "precision", "kernel", "runtime", "memory", "dl4j", "updater", "embedding");

  /** The mathematics of the output layers is ND4J's operations; what is fast stands apart. */
  @ArchTest
  static final ArchRule outputMeetsKernelsInItsFastTierOnly =
      noClasses()
          .that()
          .resideInAPackage("org.attentionzoo.layers.output")
          .and()
          .haveNameNotMatching(
              ".*\\.output\\.(FloatSoftmax|ChunkedLoss|LossRows|SoftmaxRows|DecodingTable"
                  + "|TokenScores|RowScores|MeanScores)(\\$.*)?")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.attentionzoo.layers.kernel")
                  .and(not(type(Kernels.class)))); // the door

  /** The papers' mathematics says nothing of memory and threads. */
  @ArchTest
  static final ArchRule definitionsKnowFastPathsByOneDoor =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.attentionzoo.layers.attention..",
              "org.attentionzoo.layers.recurrent..",
              "org.attentionzoo.layers.transformer..",
              "org.attentionzoo.layers.embedding..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.attentionzoo.layers.kernel..", "org.attentionzoo.layers.fused..")
                  .and(not(type(Fused.class))));

  @ArchTest
  static final ArchRule theDoorIsTheOnlyPublicClass =
      classes()
          .that()
          .resideInAPackage("org.attentionzoo.layers.fused..")
          .and(not(type(Fused.class)))
          .should()
          .notBePublic();

  @ArchTest static final ArchRule printsNothing = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule namesNoBackend =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg.cpu..", "org.nd4j.linalg.jcublas..");
}
