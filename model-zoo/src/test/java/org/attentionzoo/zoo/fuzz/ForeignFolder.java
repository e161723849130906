package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.attentionzoo.zoo.ctranslate2.CTranslate2Example;
import org.attentionzoo.zoo.ctranslate2.CTranslate2Folder;
import org.attentionzoo.zoo.marian.HuggingFaceMarian;
import org.attentionzoo.zoo.marian.MarianFolder;
import org.attentionzoo.zoo.weights.ImportedModel;

/** Good folders of other programs, and which of their files can be damaged. */
enum ForeignFolder {
  HUGGING_FACE(
      List.of(
          "config.json",
          "config.json",
          "generation_config.json",
          "vocab.json",
          "tokenizer_config.json")) {
    @Override
    void write(Path folder) throws IOException {
      for (String file : List.of("config.json", "generation_config.json", "model.safetensors")) {
        copy("/marian/untied/" + file, folder.resolve(file));
      }
      spm(folder);
      copy("/marian/tokenizer/vocab.json", folder.resolve("vocab.json"));
      Files.writeString(
          folder.resolve("tokenizer_config.json"),
          "{\"source_lang\": \"en\", \"target_lang\": \"de\", \"separate_vocabs\": false}");
    }

    @Override
    ImportedModel load(Path folder) throws IOException {
      return HuggingFaceMarian.load(folder);
    }
  },

  MARIAN(List.of("decoder.yml", "opus.vocab.yml", "model.npz")) {
    @Override
    void write(Path folder) throws IOException {
      for (String file : List.of("model.npz", "opus.vocab.yml", "decoder.yml")) {
        copy("/marian/npz/" + file, folder.resolve(file));
      }
      spm(folder);
    }

    @Override
    ImportedModel load(Path folder) throws IOException {
      return MarianFolder.load(folder);
    }
  },

  CTRANSLATE2(List.of("config.json", "shared_vocabulary.json")) {
    @Override
    void write(Path folder) throws IOException {
      Files.createDirectories(folder);
      CTranslate2Example.write(folder);
    }

    @Override
    ImportedModel load(Path folder) throws IOException {
      return CTranslate2Folder.load(folder);
    }
  };

  private static final String OPTIONS = "special:model.yml.npy";

  private final List<String> settings;

  ForeignFolder(List<String> settings) {
    this.settings = settings;
  }

  abstract void write(Path folder) throws IOException;

  abstract ImportedModel load(Path folder) throws IOException;

  /** Files that say what the model is, and not its weights. */
  List<String> settings() {
    return settings;
  }

  /** That each can translate. */
  String text() {
    return this == CTRANSLATE2 ? "a b" : "A man rides.";
  }

  /** What the file is now, with something else in it. */
  byte[] damaged(Path file, SplittableRandom random) throws IOException {
    String name = file.getFileName().toString();
    byte[] whole = Files.readAllBytes(file);
    if (name.endsWith(".npz")) {
      RawZip zip = RawZip.read(file);
      RawEntry options =
          zip.entries.stream().filter(e -> e.name.equals(OPTIONS)).findFirst().orElseThrow();
      options.content(array(YamlMutator.mutate(yaml(options.content()), random)));
      return zip.bytes();
    }
    if (random.nextInt(8) == 0) {
      return ByteMutator.mutate(whole, whole, random);
    }
    if (name.endsWith(".yml")) {
      return YamlMutator.mutate(new String(whole, StandardCharsets.UTF_8), random)
          .getBytes(StandardCharsets.UTF_8);
    }
    RawEntry json = RawEntry.of(name, whole, false);
    JsonMutator.mutate(json, random);
    return json.content();
  }

  /** The text in an array of bytes, as NumPy writes it; it ends in a zero. */
  private static String yaml(byte[] array) {
    int start = 10 + ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    return new String(array, start, array.length - start - 1, StandardCharsets.UTF_8);
  }

  private static byte[] array(String text) {
    byte[] content = (text + '\0').getBytes(StandardCharsets.UTF_8);
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '|i1', 'fortran_order': False, 'shape': (%d,), }\n",
            content.length);
    return ByteBuffer.allocate(10 + header.length() + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  private static void spm(Path folder) throws IOException {
    copy("/marian/tokenizer/source.spm", folder.resolve("source.spm"));
    copy("/marian/tokenizer/target.spm", folder.resolve("target.spm"));
  }

  private static void copy(String resource, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (InputStream in = ForeignFolder.class.getResourceAsStream(resource)) {
      Files.copy(in, to);
    }
  }
}
