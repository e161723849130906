package org.attentionzoo.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java of the pages compiles, and the first page's program says what the page says. */
class ProgramsTest {

  private static final Pattern CLASS = Pattern.compile("(?m)^public class (\\w+)");
  private static final Pattern PRINTED = Pattern.compile("println\\(.*\\); // (.+)");

  @TempDir private Path folder;

  static Stream<Page.Block> programs() {
    return Page.all().stream().flatMap(page -> page.blocks("java").stream());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void compiles(Page.Block program) throws IOException {
    compile(program);
  }

  @Test
  void theProgramOfTheFirstPagePrintsWhatItsCommentsSay() throws Exception {
    Page.Block program = firstProgram();
    String name = compile(program);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // as all tests
    command.add("-Dlogback.configurationFile=logback.xml"); // to standard error
    command.addAll(List.of("-cp", classPath() + File.pathSeparator + folder, name));

    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(Files.readString(folder.resolve("err"))).isZero();
    List<String> said =
        PRINTED.matcher(program.text()).results().map(printed -> printed.group(1)).toList();
    assertThat(said).isNotEmpty();
    assertThat(out.lines()).containsExactlyElementsOf(said);
  }

  @Test
  void theProgramOfTheFirstPageIsTheFirstExample() throws IOException {
    String example =
        Files.readString(
            Page.ROOT.resolve(
                "training-examples/src/main/java/org/attentionzoo/examples/first/FrenchNumbers.java"));
    assertThat(example)
        .isEqualTo("package org.attentionzoo.examples.first;\n\n" + firstProgram().text() + "\n");
  }

  /** The one that is whole; pieces may stand before it. */
  private static Page.Block firstProgram() {
    return Page.of("README.md").blocks("java").stream()
        .filter(block -> CLASS.matcher(block.text()).find())
        .findFirst()
        .orElseThrow();
  }

  /** Returns the name of the class. */
  private String compile(Page.Block program) throws IOException {
    Matcher whole = CLASS.matcher(program.text());
    String name = whole.find() ? whole.group(1) : "Piece";
    String source = whole.find(0) ? program.text() : piece(program);
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    StringWriter errors = new StringWriter();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                errors,
                null,
                null,
                List.of("-proc:none", "-cp", classPath(), "-d", folder.toString()),
                null,
                ToolProvider.getSystemJavaCompiler()
                    .getStandardFileManager(null, null, StandardCharsets.UTF_8)
                    .getJavaFileObjects(file))
            .call();
    assertThat(compiled).as("%s: %s", program, errors).isTrue();
    return name;
  }

  /** Statements, with every public type of the project and DL4J's usual ones imported. */
  private static String piece(Page.Block program) throws IOException {
    TreeSet<String> imports = new TreeSet<>(List.of("java.util", "java.util.stream", "java.io"));
    for (Path module : Page.modules().toList()) {
      Path sources = module.resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.endsWith("package-info.java"))
            .map(file -> sources.relativize(file.getParent()).toString())
            .map(packageFolder -> packageFolder.replace(File.separatorChar, '.'))
            .forEach(imports::add);
      }
    }
    imports.addAll(
        List.of(
            "org.deeplearning4j.nn.graph",
            "org.deeplearning4j.nn.conf",
            "org.deeplearning4j.nn.conf.inputs",
            "org.nd4j.linalg.dataset.api.iterator"));
    return imports.stream().map("import %s.*;%n"::formatted).collect(Collectors.joining())
        + "import java.nio.file.Path;\n"
        + "class Piece {\n  void run(%s) throws Exception {\n%s\n  }\n}\n"
            .formatted(program.given(), program.text());
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
