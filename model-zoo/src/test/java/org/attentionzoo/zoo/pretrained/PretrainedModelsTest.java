package org.attentionzoo.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.file.Sha256;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PretrainedModelsTest {

  @TempDir private Path folder;
  private Path hosted;
  private Path home;
  private ModelServer server;

  @BeforeEach
  void start() throws IOException {
    hosted = Files.createDirectory(folder.resolve("hosted"));
    home = folder.resolve("home");
    server = new ModelServer(hosted);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** With nothing on the class path. */
  private PretrainedModels models() {
    return PretrainedModels.standard()
        .home(home)
        .registry(server.uri("registry.json"))
        .loaders(new URLClassLoader(new URL[0], null));
  }

  private List<String> found(PretrainedModels models) throws IOException {
    return models.list().stream()
        .map(found -> found.model().name() + " in the " + found.place())
        .toList();
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> home.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void aModelIsFetchedOnceAndIsThereWithoutANetwork() throws IOException {
    Published.add(hosted, "one", 1);
    Published.add(hosted, "two", 2);
    assertThat(found(models())).containsExactly("one in the registry", "two in the registry");
    ModelZip first = models().load("one");
    assertThat(models().load("one").network().params()).isEqualTo(first.network().params());
    assertThat(server.asked())
        .as("the cache goes before the registry")
        .containsExactly("registry.json", "registry.json", "one.zip");
    assertThat(cached()).containsExactly("models/one/model.zip", "models/one/registry.json");

    assertThat(found(models())).containsExactly("one in the cache", "two in the registry");
    server.close();
    assertThat(models().load("one").network().params()).isEqualTo(first.network().params());
    assertThat(found(models().offline(true))).containsExactly("one in the cache");
    assertThatIOException()
        .isThrownBy(() -> models().list())
        .withMessageContaining("localhost cannot be reached");
  }

  @Test
  void theClassPathGoesFirstAndNeedsNoCache() throws IOException {
    Path jar = folder.resolve("jar");
    PretrainedModel here = Published.add(jar.resolve("META-INF/attention-zoo"), "one", 1);
    Published.add(hosted, "one", 2);
    PretrainedModels models = models().loaders(loader(jar));
    assertThat(models.find("one")).isEqualTo(new PretrainedModels.Found(here, Place.CLASS_PATH));
    assertThat(models.load("one").network().params())
        .isNotEqualTo(models().load("one").network().params());
    assertThat(server.asked()).as("the second").containsExactly("registry.json", "one.zip");
    models().remove("one");
    assertThat(models.get("one"))
        .hasSameBinaryContentAs(jar.resolve("META-INF/attention-zoo/one.zip"));

    Path other = folder.resolve("other");
    Published.add(other.resolve("META-INF/attention-zoo"), "one", 3);
    assertThatIOException()
        .isThrownBy(() -> models().loaders(loader(jar), loader(other)).load("one"))
        .withMessageStartingWith("two different models are called \"one\": in file:")
        .withMessageContaining("other/META-INF");
  }

  private static ClassLoader loader(Path folder) throws IOException {
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
  }

  @Test
  void aDamagedModelOfTheClassPathIsNotRead() throws IOException {
    Path jar = folder.resolve("jar");
    Published.add(jar.resolve("META-INF/attention-zoo"), "one", 1);
    Files.writeString(jar.resolve("META-INF/attention-zoo/one.zip"), "else");
    assertThatIOException()
        .isThrownBy(() -> models().loaders(loader(jar)).load("one"))
        .withMessageContaining("model \"one\" was expected to have the SHA-256");
  }

  @Test
  void aDownloadThatBrokeOffGoesOn() throws IOException {
    PretrainedModel model = Published.add(hosted, "one", 1);
    server.cutNextZipAfter(1000);
    assertThatIOException()
        .isThrownBy(() -> models().get("one"))
        .withMessageContaining("localhost broke off in the middle of /one.zip");
    assertThat(cached()).hasSize(1).first().asString().endsWith(".part");
    List<Long> seen = new ArrayList<>();
    Path zip = models().progress((bytes, total) -> seen.add(bytes)).get("one");
    assertThat(Sha256.of(zip)).isEqualTo(model.zip().sha256());
    assertThat(server.asked()).endsWith("one.zip", "registry.json", "one.zip from 1000");
    assertThat(seen).isSorted().endsWith(model.zip().bytes());
    assertThat(cached()).containsExactly("models/one/model.zip", "models/one/registry.json");
  }

  @Test
  void whatIsNotTheAnnouncedFileNeverReplacesAGoodOne() throws IOException {
    PretrainedModel model = Published.add(hosted, "one", 1);
    Path zip = models().get("one");
    Published.add(hosted, "one", 2);
    byte[] other = Files.readAllBytes(hosted.resolve("one.zip"));
    other[other.length / 2] ^= 1;
    Files.write(hosted.resolve("one.zip"), other);
    assertThatIOException()
        .isThrownBy(() -> models().get("one"))
        .withMessageContaining("model \"one\" was expected to have the SHA-256 ")
        .withMessageContaining(", but what came has ");
    assertThat(Sha256.of(zip)).isEqualTo(model.zip().sha256());
    assertThat(cached()).containsExactly("models/one/model.zip", "models/one/registry.json");
    assertThat(models().load("one")).isNotNull();

    Files.write(hosted.resolve("one.zip"), new byte[other.length + 1]);
    assertThatIOException()
        .isThrownBy(() -> models().get("one"))
        .withMessageContaining(
            "at most " + String.format(Locale.ROOT, "%,d", other.length) + " were expected");
    assertThat(Sha256.of(zip)).isEqualTo(model.zip().sha256());
  }

  @Test
  void aNewVersionIsFetchedWhenItIsAskedForOnly() throws IOException {
    PretrainedModel old = Published.add(hosted, "one", 1);
    Path zip = models().get("one");
    PretrainedModel next = Published.add(hosted, "one", 2);
    models().load("one");
    assertThat(Sha256.of(zip)).isEqualTo(old.zip().sha256());
    assertThat(models().get("one")).isEqualTo(zip);
    assertThat(Sha256.of(zip)).isEqualTo(next.zip().sha256());
    assertThat(models().load("one")).isNotNull();
  }

  @Test
  void aCacheThatWasChangedIsNotTrusted() throws IOException {
    Published.add(hosted, "one", 1);
    Path zip = models().get("one");
    Files.write(zip, new byte[] {1, 2, 3});
    assertThatIOException()
        .isThrownBy(() -> models().load("one"))
        .withMessageStartingWith(zip + " is damaged: it has not the SHA-256 ");
    models().get("one");
    assertThat(models().load("one")).isNotNull();

    Path card = zip.resolveSibling("registry.json");
    Files.writeString(card, "{}");
    assertThatIOException()
        .isThrownBy(() -> models().load("one"))
        .withMessageStartingWith(card + " is no registry: ");
    assertThat(models().remove("one")).isTrue();
    assertThat(models().remove("one")).isFalse();
    assertThat(home.resolve("models")).isEmptyDirectory();
    assertThat(models().load("one")).isNotNull();
  }

  @Test
  void whatIsNotThereIsAnErrorThatSaysWhatIs() throws IOException {
    Published.add(hosted, "one", 1);
    Published.add(hosted, "two", 1);
    assertThatIOException()
        .isThrownBy(() -> models().load("three"))
        .withMessage("there is no model \"three\"; there are: one, two");
    models().get("one");
    assertThatIOException()
        .isThrownBy(() -> models().offline(true).load("two"))
        .withMessage(
            "there is no model \"two\"; there are: one; "
                + server.uri("registry.json")
                + " was not asked, being offline");
    assertThat(models().has("two")).isTrue();
    assertThat(models().has("three")).isFalse();
    for (String name : List.of("", "..", "a/b", "A", "a..b", "é", "x".repeat(65))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> models().load(name))
          .withMessageContaining("name must be small letters and digits");
      assertThatIllegalArgumentException().isThrownBy(() -> models().remove(name));
    }
  }

  @Test
  void anOrganisationsFolderNeedsNoServer() throws IOException {
    Published.add(hosted, "one", 1);
    PretrainedModels local = models().registry(hosted.resolve("registry.json").toUri());
    assertThat(local.offline(true).get("one")).hasSameBinaryContentAs(hosted.resolve("one.zip"));
    assertThat(server.asked()).isEmpty();
    assertThatIOException()
        .isThrownBy(() -> models().registry(hosted.resolve("none.json").toUri()).list())
        .withMessageContaining("none.json does not exist");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> models().registry(URI.create("registry.json")));
  }

  @Test
  void offlineNoServerIsAskedForAZipEither() throws IOException {
    PretrainedModel model = Published.add(hosted, "one", 1);
    String address = server.uri("one.zip").toString();
    PretrainedModel away =
        model.with(new ZipFile(address, model.zip().bytes(), model.zip().sha256()));
    Path list = Files.writeString(folder.resolve("list.json"), RegistryJson.write(List.of(away)));
    PretrainedModels local = models().registry(list.toUri());
    assertThatIOException()
        .isThrownBy(() -> local.offline(true).load("one"))
        .withMessage(
            "model \"one\" is at " + address + ", and ATTENTIONZOO_OFFLINE asks no server");
    assertThat(local.load("one")).isNotNull();
  }

  @Test
  void aServerNamesNoFileOfThisMachineAndNoOtherKindOfAddress() throws IOException {
    PretrainedModel model = Published.add(hosted, "one", 1);
    for (String file :
        List.of(
            hosted.resolve("one.zip").toUri().toString(),
            "../one.zip",
            "/one.zip",
            "a/../one.zip",
            "ftp://localhost/one.zip",
            "jar:file:/a.jar!/one.zip",
            "file://server/share/one.zip",
            "a b",
            "\\one.zip")) {
      PretrainedModel wrong = model.with(new ZipFile(file, 1000, model.zip().sha256()));
      Files.writeString(hosted.resolve("registry.json"), RegistryJson.write(List.of(wrong)));
      assertThatIOException()
          .as(file)
          .isThrownBy(() -> models().load("one"))
          .withMessageStartingWith(server.uri("registry.json") + ": zip of model \"one\": ");
    }
    assertThat(server.asked()).containsOnly("registry.json");
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void ofTwoProcessesAtOnceOneFetches() throws Exception {
    Published.add(hosted, "one", 1);
    server.pause(3000);
    String[] arguments = {home.toString(), server.uri("registry.json").toString(), "one"};
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(GetInChildJvm.start(folder.resolve("out" + i), arguments));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(processes.get(i).waitFor(100, TimeUnit.SECONDS)).isTrue();
      assertThat(folder.resolve("out" + i))
          .content()
          .contains(home.resolve("models/one/model.zip").toString());
      assertThat(processes.get(i).exitValue()).isZero();
    }
    assertThat(server.asked()).containsOnlyOnce("one.zip");
    assertThat(cached()).containsExactly("models/one/model.zip", "models/one/registry.json");
    assertThat(models().offline(true).load("one")).isNotNull();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoeverWaitsGetsItWhenTheOtherGivesUp() throws Exception {
    Published.add(hosted, "one", 1);
    Thread waiting;
    List<Path> got = new ArrayList<>();
    try (LockedFolder other = LockedFolder.open(home.resolve("models/one"))) {
      waiting =
          new Thread(
              () -> {
                try {
                  got.add(models().get("one"));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      waiting.start();
      waiting.join(1000);
      assertThat(waiting.isAlive()).isTrue();
      assertThat(other.path()).exists();
    }
    waiting.join();
    assertThat(got).containsExactly(home.resolve("models/one/model.zip"));
  }

  @Test
  void whereverTheRegistryIsLargerThanAnyItIsNotTaken() throws IOException {
    Files.write(hosted.resolve("registry.json"), new byte[RegistryJson.LARGEST + 1]);
    assertThatIOException()
        .isThrownBy(() -> models().list())
        .withMessageContaining("at most 4,194,304 were expected");
    assertThatIOException()
        .isThrownBy(() -> models().registry(hosted.resolve("registry.json").toUri()).list())
        .withMessageContaining("at most 4,194,304 were expected");
  }

  @Test
  void publishingReplacesAModelOfTheSameNameAndKeepsTheOthers() throws IOException {
    Published.add(hosted, "two", 1);
    Published.add(hosted, "one", 1);
    PretrainedModel next = Published.add(hosted, "two", 2);
    assertThat(Registry.of(hosted.resolve("registry.json")).models())
        .hasSize(2)
        .endsWith(next)
        .extracting(PretrainedModel::name)
        .containsExactly("one", "two");
    assertThat(next.zip().bytes()).isEqualTo(Files.size(hosted.resolve("two.zip")));
    assertThat(hosted.toFile().list())
        .containsExactlyInAnyOrder("one.zip", "two.zip", "registry.json");
    ModelZip zip = ModelZip.load(hosted.resolve("two.zip"));
    assertThat(zip.card().extras()).containsEntry("licence", "CC0-1.0");
    Files.writeString(hosted.resolve("registry.json"), "[]");
    byte[] before = Files.readAllBytes(hosted.resolve("two.zip"));
    assertThatIOException()
        .isThrownBy(() -> Published.add(hosted, "two", 3))
        .withMessageContaining("registry.json is no registry: ");
    assertThat(hosted.resolve("two.zip")).hasBinaryContent(before);
  }
}
