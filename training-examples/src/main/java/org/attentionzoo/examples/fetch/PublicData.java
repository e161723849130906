package org.attentionzoo.examples.fetch;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Public data sets that the examples train with. */
enum PublicData {
  MULTI30K(
      "29,000 German captions of pictures with their English translations, and 1,014 and 1,000 to"
          + " validate and test with (Elliott et al. 2016); no licence is named, the pictures are for"
          + " research",
      "train --train-source=%1$s/train.de --train-target=%1$s/train.en --valid-source=%1$s/val.de"
          + " --valid-target=%1$s/val.en --lower-case --out=runs/multi30k",
      multi30k("train.de", "2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72"),
      multi30k("train.en", "460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6"),
      multi30k("val.de", "660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660"),
      multi30k("val.en", "1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227"),
      multi30k(
          "test_2016_flickr.de",
          "4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16"),
      multi30k(
          "test_2016_flickr.en",
          "399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182")),

  TATOEBA(
      "English sentences with German translations by volunteers of tatoeba.org, collected by"
          + " manythings.org/anki; CC BY 2.0 FR, the third column names who wrote them",
      "train --train=%s/deu.txt --columns=2,1 --out=runs/tatoeba",
      new PublicFile(
          URI.create("https://www.manythings.org/anki/deu-eng.zip"),
          "deu.txt",
          Packing.zipEntry("deu.txt"),
          512L << 20,
          null)),

  CMUDICT(
      "The CMU pronouncing dictionary: how 126,000 English words are spoken; BSD licence",
      "g2p --dictionary=%s/cmudict.dict",
      new PublicFile(
          URI.create(
              "https://raw.githubusercontent.com/cmusphinx/cmudict/"
                  + "cf8f8c0648e052fdd025edd7606ffaef51457fa6/cmudict.dict"),
          "cmudict.dict",
          Packing.NONE,
          16L << 20,
          null));

  private final String description;
  private final String use;
  private final List<PublicFile> files;

  PublicData(String description, String use, PublicFile... files) {
    this.description = description;
    this.use = use;
    this.files = List.of(files);
  }

  private static PublicFile multi30k(String name, String sha256) {
    return new PublicFile(
        URI.create(
            "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/"
                + name
                + ".gz"),
        name,
        Packing.GZIP,
        16L << 20,
        sha256);
  }

  /** What it is, and whose. */
  String description() {
    return description;
  }

  /** Arguments of a command that uses it. */
  List<String> use(String folder) {
    return Stream.of(use.split(" "))
        .map(argument -> String.format(Locale.ROOT, argument, folder))
        .toList();
  }

  List<PublicFile> files() {
    return files;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
