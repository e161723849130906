package org.attentionzoo.examples.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.attentionzoo.zoo.download.Download;
import org.attentionzoo.zoo.file.LockedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {

  private static final byte[] CONTENT = new byte[50_000];
  private static final String ABC_SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, appendix B

  @TempDir Path folder;

  private FileServer server;
  private final List<Long> seen = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(CONTENT);
    server = new FileServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aFileIsFetchedHeldAgainstItsDigestAndUnpacked() throws IOException {
    URI uri = server.file("a.txt.gz", gzip(bytes("abc")));
    assertThat(fetch(uri, Packing.GZIP, ABC_SHA256)).isEqualTo(ABC_SHA256);
    assertThat(folder.resolve("a.txt")).hasContent("abc");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void anEntryOfAZipIsUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      zip.putNextEntry(new ZipEntry("_about.txt"));
      zip.write(bytes("who made it"));
      zip.putNextEntry(new ZipEntry("a.txt"));
      zip.write(bytes("abc"));
    }
    URI uri = server.file("a.zip", packed.toByteArray());
    assertThat(fetch(uri, Packing.zipEntry("a.txt"), null)).isEqualTo(ABC_SHA256);
    assertThat(folder.resolve("a.txt")).hasContent("abc");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aDownloadThatBrokeOffGoesOnWhereItStopped() throws IOException {
    URI uri = server.file("a.txt", CONTENT);
    server.cutNextAfter(20_000);
    assertThatThrownBy(() -> fetch(uri, Packing.NONE, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("localhost broke off in the middle of /a.txt")
        .hasMessageContaining("the next try goes on from there");
    assertThat(names()).containsExactly("a.txt.part");
    long have = Files.size(folder.resolve("a.txt.part"));
    assertThat(have).isPositive().isLessThanOrEqualTo(20_000);

    fetch(uri, Packing.NONE, null);
    assertThat(server.ranges()).containsExactly("all", "bytes=" + have + "-");
    assertThat(folder.resolve("a.txt")).hasBinaryContent(CONTENT);
    assertThat(names()).containsExactly("a.txt");
    assertThat(seen).isSorted().endsWith((long) CONTENT.length);
  }

  @Test
  void aServerThatKnowsNoRangesSendsAllOfItAgain() throws IOException {
    URI uri = server.file("a.txt", CONTENT);
    Files.write(folder.resolve("a.txt.part"), Arrays.copyOf(CONTENT, 1000));
    server.forgetRanges();
    fetch(uri, Packing.NONE, null);
    assertThat(server.ranges()).containsExactly("bytes=1000-");
    assertThat(folder.resolve("a.txt")).hasBinaryContent(CONTENT);
  }

  @Test
  void aDownloadThatIsCompleteIsNotRepeated() throws IOException {
    URI uri = server.file("a.txt", CONTENT);
    Files.write(folder.resolve("a.txt.part"), CONTENT);
    fetch(uri, Packing.NONE, null);
    assertThat(server.ranges()).containsExactly("bytes=50000-");
    assertThat(folder.resolve("a.txt")).hasBinaryContent(CONTENT);
  }

  @Test
  void thePartOfALongerFileIsDropped() throws IOException {
    URI uri = server.file("a.txt", CONTENT);
    Files.write(folder.resolve("a.txt.part"), new byte[CONTENT.length + 1]);
    fetch(uri, Packing.NONE, null);
    assertThat(server.ranges()).containsExactly("bytes=50001-", "all");
    assertThat(folder.resolve("a.txt")).hasBinaryContent(CONTENT);
  }

  @Test
  void aWrongFileLeavesNothingAndBothDigestsAreNamed() {
    URI uri = server.file("a.txt", bytes("abd"));
    assertThatThrownBy(() -> fetch(uri, Packing.NONE, ABC_SHA256))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.txt was expected to have the SHA-256 " + ABC_SHA256)
        .hasMessageContaining(
            "what came has a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9");
    assertThat(names()).isEmpty();
  }

  @Test
  void aDamagedArchiveLeavesNothing() throws IOException {
    byte[] cut = Arrays.copyOf(gzip(CONTENT), 30_000);
    for (byte[] damaged : List.of(cut, bytes("<html>not what you wanted</html>"))) {
      URI uri = server.file("a.txt.gz", damaged);
      assertThatThrownBy(() -> fetch(uri, Packing.GZIP, null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a.txt.gz: what came is damaged or something else");
      assertThat(names()).isEmpty();
    }
    URI zip = server.file("a.zip", bytes("no zip either"));
    assertThatThrownBy(() -> fetch(zip, Packing.zipEntry("a.txt"), null))
        .hasMessageContaining("a.zip: what came is damaged or something else");
    assertThat(names()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> fetch(server.folder().resolve("b.txt"), Packing.NONE, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("localhost has no /b.txt: it answered 404")
        .hasMessageContaining("put it at " + folder.resolve("a.txt"));
    assertThat(names()).isEmpty();
  }

  @Test
  void withoutANetworkItSaysHowToDoWithout() throws IOException {
    URI nowhere = URI.create("http://no-such-host.invalid/data/a.txt.gz");
    assertThatThrownBy(() -> fetch(nowhere, Packing.GZIP, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-host.invalid cannot be reached: no such host, or no network")
        .hasMessageContaining("get " + nowhere + " with another program or on another machine,")
        .hasMessageContaining("unpack it, and put it at " + folder.resolve("a.txt"));

    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    URI refused = URI.create("http://localhost:" + closed + "/a.txt");
    assertThatThrownBy(() -> fetch(refused, Packing.NONE, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("localhost cannot be reached");
  }

  @Test
  void aRedirectIsFollowed() throws IOException {
    server.file("a.txt", bytes("abc"));
    assertThat(fetch(server.folder().resolve("moved"), Packing.NONE, null)).isEqualTo(ABC_SHA256);
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aServerThatStallsOrTricklesIsLeft() throws IOException {
    URI stalls =
        server.handled(
            "stalls.txt",
            exchange -> {
              exchange.sendResponseHeaders(200, CONTENT.length);
              exchange.getResponseBody().write(CONTENT, 0, 1000);
              exchange.getResponseBody().flush();
              pause(10_000);
            });
    URI trickles =
        server.handled(
            "trickles.txt",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                pause(20);
              }
            });
    for (URI uri : List.of(stalls, trickles)) {
      assertThatThrownBy(() -> fetch(uri, Packing.NONE, null))
          .hasMessageContaining("localhost broke off in the middle of " + uri.getPath())
          .hasMessageContaining("the next try goes on from there (sent next to nothing for 1 s");
    }
    assertThat(folder.resolve("stalls.txt.part")).hasSize(1000);
    assertThat(names()).containsExactly("stalls.txt.part", "trickles.txt.part");
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void moreThanExpectedIsNotTaken() throws IOException {
    URI said = server.file("said.txt", CONTENT);
    URI unsaid =
        server.handled(
            "unsaid.txt",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write(CONTENT);
              }
            });
    for (URI uri : List.of(said, unsaid)) {
      assertThatThrownBy(() -> fetch(uri, Packing.NONE, null, 40_000))
          .hasMessageContaining(uri + " has ")
          .hasMessageContaining("at most 40,000 were expected; --max-bytes allows more");
      assertThat(names()).isEmpty();
    }
    Files.write(folder.resolve("said.txt.part"), new byte[60_000]);
    fetch(said, Packing.NONE, null, 50_000);
    assertThat(folder.resolve("a.txt")).hasBinaryContent(CONTENT);
  }

  @Test
  void whatUnpacksToMoreThanExpectedIsNotUnpacked() throws IOException {
    URI bomb = server.file("a.txt.gz", gzip(new byte[10_000_000]));
    assertThatThrownBy(() -> fetch(bomb, Packing.GZIP, null, 100_000))
        .hasMessageContaining("a.txt.gz.part, unpacked, has ")
        .hasMessageContaining("at most 100,000 were expected; --max-bytes allows more");
    assertThat(names()).containsExactly("a.txt.gz.part");
    fetch(bomb, Packing.GZIP, null, 10_000_000);
    assertThat(server.ranges()).as("what came is used").hasSize(2).last().asString().contains("-");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFileThatIsLargerThanTheDiskIsNotBegun() throws IOException {
    URI huge =
        server.handled(
            "huge.txt",
            exchange -> {
              exchange.sendResponseHeaders(200, Long.MAX_VALUE - 1);
              exchange.getResponseBody().write(CONTENT);
            });
    assertThatThrownBy(() -> fetch(huge, Packing.NONE, null, Long.MAX_VALUE))
        .hasMessageContaining("bytes are to come, but there is room for ");
    assertThat(names()).isEmpty();
  }

  @Test
  void redirectsInACircleEnd() {
    URI circle =
        server.handled(
            "circle.txt",
            exchange -> {
              exchange.getResponseHeaders().set("Location", "/circle.txt");
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
            });
    assertThatThrownBy(() -> fetch(circle, Packing.NONE, null))
        .hasMessageContaining(circle + " leads in a circle, or to where it must not: at last 302");
    assertThat(names()).isEmpty();
  }

  @Test
  void anotherRangeThanWasAskedForIsNotPutTogether() throws IOException {
    List<String> asked = new ArrayList<>();
    URI wrong =
        server.handled(
            "a.txt",
            exchange -> {
              String range = exchange.getRequestHeaders().getFirst("Range");
              asked.add(range);
              if (range != null) {
                exchange.getResponseHeaders().set("Content-Range", "bytes 0-49999/50000");
              }
              exchange.sendResponseHeaders(range == null ? 200 : 206, CONTENT.length);
              exchange.getResponseBody().write(CONTENT);
              exchange.close();
            });
    Files.write(folder.resolve("a.txt.part"), Arrays.copyOf(CONTENT, 1000));
    fetch(wrong, Packing.NONE, null);
    assertThat(asked).containsExactly("bytes=1000-", null);
    assertThat(folder.resolve("a.txt")).hasBinaryContent(CONTENT);
  }

  @Test
  void aServerThatRefusesEveryRangeIsAskedTwiceAtMost() throws IOException {
    URI refuses =
        server.handled(
            "a.txt",
            exchange -> {
              exchange.sendResponseHeaders(416, -1);
              exchange.close();
            });
    Files.write(folder.resolve("a.txt.part"), Arrays.copyOf(CONTENT, 1000));
    assertThatThrownBy(() -> fetch(refuses, Packing.NONE, null))
        .hasMessageContaining("localhost has no /a.txt: it answered 416");
    assertThat(names()).isEmpty();
  }

  @Test
  void anEntryThatDoesNotFitItsChecksumIsDamaged() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("a.txt"));
      zip.write(bytes("abc".repeat(100)));
    }
    byte[] changed = packed.toByteArray();
    changed[100] ^= 1;
    URI uri = server.file("a.zip", changed);
    assertThatThrownBy(() -> fetch(uri, Packing.zipEntry("a.txt"), null))
        .hasMessageContaining("a.txt does not fit its checksum");
    assertThat(names()).isEmpty();
  }

  @Test
  void oneFetchAFolder() throws IOException {
    URI uri = server.file("a.txt", CONTENT);
    try (LockedFolder other = LockedFolder.open(folder)) {
      assertThat(other).isNotNull();
      assertThatThrownBy(() -> fetch(uri, Packing.NONE, null))
          .hasMessageContaining("is in use: process ");
    }
    assertThat(server.ranges()).isEmpty();
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "abc");
    URI uri = server.file("a.txt", CONTENT);
    assertThat(fetch(uri, Packing.NONE, ABC_SHA256)).isEqualTo(ABC_SHA256);
    assertThat(server.ranges()).isEmpty();

    Files.writeString(folder.resolve("a.txt"), "mine");
    assertThatThrownBy(() -> fetch(uri, Packing.NONE, ABC_SHA256))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.txt is there already, but is another file")
        .hasMessageContaining(ABC_SHA256);
    assertThat(folder.resolve("a.txt")).hasContent("mine");
  }

  private String fetch(URI uri, Packing packing, String sha256) throws IOException {
    return fetch(uri, packing, sha256, 1 << 20);
  }

  private String fetch(URI uri, Packing packing, String sha256, long maxBytes) throws IOException {
    return new Fetcher(
            folder, new Download((bytes, total) -> seen.add(bytes), Duration.ofSeconds(1)))
        .fetch(new PublicFile(uri, "a.txt", packing, maxBytes, sha256));
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }
}
