package org.attentionzoo.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which; CONTRIBUTING.md says why. */
@AnalyzeClasses(
    packages = "org.attentionzoo.examples",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** The package of the program itself, which knows every command, is not counted. */
  @ArchTest
  static final ArchRule noCommandsInACircle =
      slices().matching("org.attentionzoo.examples.(*)..").should().beFreeOfCycles();

  /** Who copies it needs nothing of the commands. */
  @ArchTest
  static final ArchRule theFirstExampleIsWhole =
      noClasses()
          .that()
          .resideInAPackage("org.attentionzoo.examples.first..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.attentionzoo.examples..")
                  .and(resideOutsideOfPackage("org.attentionzoo.examples.first..")));

  @ArchTest
  static final ArchRule nobodyKnowsBenchmarks =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.attentionzoo.examples.benchmark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.attentionzoo.examples.benchmark..");

  @ArchTest
  static final ArchRule onlyBenchmarksKnowKernels =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.attentionzoo.examples.benchmark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.attentionzoo.layers.kernel..");
}
