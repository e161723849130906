package org.attentionzoo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerializedObjectsTest {

  @Test
  void aCommandReadsNoSerializedObject() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).endsWith("REJECTED");
  }

  /** Any command, and then what a library might do beneath it. */
  static final class Program {
    public static void main(String[] args) {
      Runtime.getRuntime().addShutdownHook(new Thread(Program::readObject));
      AttentionZoo.main(new String[] {"--version"});
    }

    private static void readObject() {
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(new ArrayList<>(List.of("harmless")));
        }
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        System.out.print("READ");
      } catch (InvalidClassException e) {
        System.out.print("REJECTED");
      } catch (IOException | ClassNotFoundException e) {
        System.out.print(e);
      }
    }
  }
}
