package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.attentionzoo.zoo.untrusted.ZipEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles in the instructions that they consist of. */
class StateDictPickleTest {

  @TempDir Path folder;

  /** A float storage "0" of so many numbers, as PyTorch names it. */
  private static String storage(int size) {
    return "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0"
        + "0X\3\0\0\0cpuK"
        + (char) size
        + "tQ";
  }

  private static Object read(String pickle) {
    return StateDictPickle.read(("\200\2" + pickle).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void assertRefused(String pickle, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(pickle))
        .withMessageContaining(problem);
  }

  @Test
  void plainValuesAreRead() {
    assertThat(read("}(X\1\0\0\0aK\7X\1\0\0\0b](K\1NeX\1\0\0\0c\210u."))
        .isEqualTo(Map.of("a", 7, "b", Arrays.asList(1, null), "c", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os\nsystem",
        "posix\nsystem",
        "builtins\neval",
        "torch\nload",
        "torch.nn.modules.linear\nLinear",
        "torch._utils\n_rebuild_qtensor",
        "numpy.core.multiarray\n_reconstruct",
        "datetime\ndatetime",
        "copy_reg\n_reconstructor"
      })
  void whatIsNotAllowedIsRefusedByName(String global) {
    String name = global.replace('\n', '.');
    assertRefused("c" + global + "\nX\2\0\0\0ls\205R.", "its pickle names " + name + ", which no");
    String[] parts = global.split("\n");
    String onStack = "";
    for (String part : parts) {
      onStack += "\214" + (char) part.length() + part;
    }
    assertRefused(onStack + "\223.", "its pickle names " + name);
  }

  @Test
  void otherInstructionsAreRefused() {
    assertRefused("(ios\nsystem\n.", "its pickle has instruction 105, refused"); // INST
    assertRefused("(cos\nsystem\no.", "its pickle names os.system"); // OBJ
    assertRefused(")\201.", "its pickle has instruction 129, refused"); // NEWOBJ
    assertRefused("\202\1.", "its pickle has instruction 130, refused"); // EXT1
    assertRefused("I1\n.", "its pickle has instruction 73, refused"); // INT
    assertRefused("\213\377\377\377\177.", "its pickle has instruction 139, refused"); // LONG4
    assertRefused("Pevil\n.", "its pickle has instruction 80, refused"); // PERSID
  }

  @Test
  void lengthsAreNotBelieved() {
    assertRefused("X\377\377\377\177a.", "its pickle ends too early");
    assertRefused("X\377\377\377\377a.", "its pickle ends too early");
    assertRefused("c" + "a".repeat(1000) + "\nb\n.", "a name of more than 200 characters");
    assertRefused("", "its pickle");
    assertRefused(")R.", "its pickle is damaged");
    assertRefused("tttt.", "its pickle is damaged");
  }

  @Test
  void whatWouldTakeForEverIsRefused() {
    // a list that holds the one before twice, 60 times: to compare two takes 2^60 steps
    assertRefused("]q\0" + "](h\0h\0eq\0".repeat(60) + "}h\0K\1s.", "neither text nor number");
    assertRefused("}(" + ")".repeat(1_000_001) + ".", "more than 1000000 instructions");
  }

  @Test
  void partsHaveToBeOfTheRightKind() {
    assertRefused(
        "ctorch._utils\n_rebuild_tensor_v2\n)R.", "makes _rebuild_tensor_v2 of the wrong");
    assertRefused("ctorch._utils\n_rebuild_parameter\nK\1\205R.", "makes _rebuild_parameter of");
    assertRefused("ccollections\nOrderedDict\nK\1\205R.", "makes OrderedDict of the wrong parts");
    assertRefused("ctorch\nFloatStorage\nK\1\205R.", "calls the type of a storage");
    assertRefused("X\1\0\0\0aQ.", "its pickle is damaged");
    assertRefused("(X\7\0\0\0storageK\1tQ.", "makes a storage of the wrong parts");
  }

  private static String tensor(int size, String offset, String shape, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n("
        + storage(size)
        + offset
        + shape
        + strides
        + "\211ccollections\nOrderedDict\n)RtR";
  }

  private void assertTensorRefused(String tensor, String problem) throws IOException {
    Path file = folder.resolve("a.pt");
    String pickle = "\200\2}X\1\0\0\0w" + tensor + "s.";
    new ZipEdit()
        .put("a/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1))
        .put("a/data/0", new byte[24])
        .writeStored(file);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> TorchFile.open(file).close())
        .withMessageStartingWith(file + ": tensor \"w\": ")
        .withMessageContaining(problem);
  }

  /** Numbers from -2^31 on. */
  private static String number(int value) {
    return "J"
        + (char) (value & 0xff)
        + (char) (value >> 8 & 0xff)
        + (char) (value >> 16 & 0xff)
        + (char) (value >>> 24);
  }

  @Test
  void tensorsStayInTheirStorage() throws IOException {
    assertTensorRefused(
        tensor(7, "K\0", "K\7\205", "K\1\205"), "should be 7 numbers of type FLOAT32");
    assertTensorRefused(
        tensor(6, "K\1", "K\6\205", "K\1\205"), "go beyond its storage of 6 numbers");
    assertTensorRefused(tensor(6, "K\6", "K\1\205", "K\1\205"), "go beyond its storage");
    assertTensorRefused(tensor(6, number(-1), "K\1\205", "K\1\205"), "offset -1");
    assertTensorRefused(tensor(6, "K\0", "K\2K\3\206", "K\1\205"), "and strides [1]");
    assertTensorRefused(tensor(6, "K\5", "K\2\205", number(-1) + "\205"), "go beyond its storage");
    assertTensorRefused(
        tensor(6, "K\0", "K\3\205", number(Integer.MAX_VALUE) + "\205"), "go beyond its storage");
    assertTensorRefused(tensor(6, "K\0", number(-3) + "\205", "K\1\205"), "its shape is [-3]");
    String million = number(1_000_000);
    assertTensorRefused(
        tensor(6, "K\0", million + million + "\206", "K\0K\0\206"),
        "its shape is [1000000, 1000000], but its storage has 6 numbers");
  }

  @Test
  void dictionariesWithinThemselvesEnd() throws IOException {
    Path file = folder.resolve("a.pt");
    new ZipEdit()
        .put("a/data.pkl", "\200\2}q\0X\1\0\0\0ah\0s.".getBytes(StandardCharsets.ISO_8859_1))
        .writeStored(file);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> TorchFile.open(file).close())
        .withMessage(file + ": has dictionaries nested deeper than 16");
    assertThat(List.of(folder.toFile().list())).containsExactly("a.pt");
  }
}
