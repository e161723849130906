package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.BpeDropout;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;

/** Trainings whose words are cut into other pieces each time. */
class TrainCommandBpeDropoutTest extends TrainCommandRun {

  private static final String[] SMALL = {
    "--model=seq2seq",
    "--units=8",
    "--embedding-size=4",
    "--batch-size=4",
    "--warmup=3",
    "--average=0",
    "--bpe-on-whitespace"
  };
  private static final String[] DROPOUT = with(SMALL, "--bpe-dropout=0.1");

  @Test
  void aResumedTrainingIsBitForBitOneThatWasNotInterrupted() throws IOException {
    assertThat(train("straight", with(DROPOUT, "--steps=25"))).as("%s", err).isZero();
    assertThat(train("stopped", with(DROPOUT, "--steps=13"))).as("%s", err).isZero();
    INDArray part = last("stopped");
    assertThat(resume("stopped", "--steps=25")).as("%s", err).isZero();
    assertThat(last("stopped")).isNotEqualTo(part).isEqualTo(last("straight"));

    assertThat(resume("stopped", "--steps=30", "--bpe-dropout=0.2")).isEqualTo(1);
    assertThat(err.toString())
        .contains("cannot go on with other options: --bpe-dropout was 0.1 and is 0.2");
  }

  /** Parameters at the end; model.zip has the best ones. */
  private INDArray last(String name) throws IOException {
    Path checkpoints = folder.resolve(name).resolve("checkpoints");
    return Checkpoint.load(new CheckpointFolder(checkpoints, 3).newest().orElseThrow())
        .model()
        .network()
        .params();
  }

  @Test
  void theVocabularyHasThePiecesThatOnlyDropoutMakes() throws IOException {
    assertThat(train("usual", with(SMALL, "--steps=1"))).as("%s", err).isZero();
    assertThat(train("varied", with(DROPOUT, "--steps=1"))).as("%s", err).isZero();
    ModelZip usual = model("usual");
    ModelZip varied = model("varied");
    assertThat(varied.source()).isEqualTo(varied.target());
    assertThat(varied.source().tokens()).containsAll(usual.source().tokens());
    assertThat(usual.source().tokens()).doesNotContainAnyElementsOf(List.of("H@@", "d"));
    assertThat(possible(varied.sourceCodec(), SmallCorpus.sources()))
        .contains("H@@", "d", "Hund")
        .isSubsetOf(varied.source().tokens());
    assertThat(possible(varied.targetCodec(), SmallCorpus.targets()))
        .isSubsetOf(varied.source().tokens());
    assertThat(varied.sourceCodec().encode("der Hund")).as("still").hasSize(2);

    Path codes = folder.resolve("code");
    merges(varied.sourceCodec()).write(codes);
    assertThat(train("codes", with(with(DROPOUT, "--steps=1"), "--bpe-codes=" + codes)))
        .as("%s", err)
        .isZero();
    assertThat(model("codes").source()).isEqualTo(varied.source());
  }

  private static Set<String> possible(TextCodec codec, List<String> text) {
    return BpeDropout.count(Vocabulary.count(text, new WhitespaceTokenizer()), merges(codec))
        .keySet();
  }

  private static BpeMerges merges(TextCodec codec) {
    return codec.tokenizer().bpeMerges().orElseThrow();
  }

  @Test
  void piecesOfRareWordsOnlyAreLeftOutLikeTheWords() throws IOException {
    String[] options = {"--steps=1", "--min-frequency=10", "--no-joint-vocabulary"};
    String[] all = DROPOUT;
    for (String option : options) {
      all = with(all, option);
    }
    assertThat(train("run", all)).as("%s", err).isZero();
    assertThat(model("run").source().tokens())
        .contains("sieht", "s@@", "h@@") // 12 times
        .doesNotContain("Maria", "M@@"); // 9 times
  }

  @Test
  void aPairThatGetsTooLongForTheModelKeepsItsPieces() {
    String[] options = {
      "--model=transformer",
      "--model-size=16",
      "--heads=2",
      "--layers=1",
      "--learned-positions=9",
      "--bpe-dropout=0.5",
      "--epochs=2"
    };
    assertThat(train("run", options)).as("%s", err).isZero();
    assertThat(err.toString()).contains("36 pairs read, 36 kept");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tokenizer=bpe --target-tokenizer=character",
        "--tokenizer=word --target-tokenizer=bpe",
        "--tokenizer=bpe --fallback=bytes"
      })
  void eachSideThatIsBpeIsVaried(String tokenizers) throws IOException {
    String[] options = (String.join(" ", DROPOUT) + " --steps=2 " + tokenizers).split(" ");
    assertThat(train("run", options)).as("%s", err).isZero();
    ModelZip model = model("run");
    TextCodec source = model.sourceCodec();
    TextCodec target = model.targetCodec();
    VariationOptions often =
        CommandLine.populateCommand(new VariationOptions(), "--bpe-dropout=0.99");
    SequencePair pair =
        new SequencePair(
            source.encode(SmallCorpus.sources().get(0)),
            target.encode(SmallCorpus.targets().get(0)));
    SequencePair varied =
        often.variation(new TextCodecs(source, target), 100).vary(pair, new SplittableRandom(1));
    assertSide(source, pair.source(), varied.source());
    assertSide(target, pair.target(), varied.target());
  }

  private static void assertSide(TextCodec codec, int[] usual, int[] varied) {
    boolean pieces = codec.tokenizer().name().equals("bpe");
    assertThat(varied.length > usual.length).isEqualTo(pieces);
    assertThat(codec.decode(varied)).isEqualTo(codec.decode(usual));
  }

  @Test
  void aSavedModelIsTunedWithItsOwnMerges() throws IOException {
    assertThat(train("base", with(DROPOUT, "--steps=1"))).as("%s", err).isZero();
    String[] from = {"--from=" + folder.resolve("base/model.zip"), "--steps=5", "--average=0"};
    assertThat(train("usual", from)).as("%s", err).isZero();
    assertThat(train("varied", with(from, "--bpe-dropout=0.3"))).as("%s", err).isZero();
    assertThat(train("again", with(from, "--bpe-dropout=0.3"))).as("%s", err).isZero();
    assertThat(last("varied")).isNotEqualTo(last("usual")).isEqualTo(last("again"));
    assertThat(new RunFolder(folder.resolve("varied")).options().orElseThrow().options())
        .containsEntry("bpe-dropout", "0.3");
  }

  @Test
  void textThatIsNotBpeIsRefused() {
    assertThat(train("run", "--tokenizer=word", "--bpe-dropout=0.1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--bpe-dropout has no meaning for --tokenizer word, only for bpe");

    String[] words = {"--tokenizer=word", "--model=seq2seq", "--units=8", "--steps=1"};
    assertThat(train("words", words)).as("%s", err).isZero();
    Path model = folder.resolve("words/model.zip");
    assertThat(train("run", "--from=" + model, "--bpe-dropout=0.1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("--bpe-dropout has no meaning for --from " + model)
        .contains("its tokenizers are not bpe")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
