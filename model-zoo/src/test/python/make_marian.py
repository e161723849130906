"""Makes the fixtures of Marian folders with the genuine programs: transformers, sentencepiece, PyTorch.

    make_marian.py --tokenizer DATA     SentencePiece models from Multi30k in DATA, and the ids of sentences
    make_marian.py CASE ... | all       a folder as transformers writes it, with logits and translations
    make_marian.py --npz                the same weights under Marian's own names
    make_marian.py --uses               what is made of texts by the models in the folders that are there, and where they look
    make_marian.py --size FOLDER        random weights at the size of OPUS-MT, not to be committed
    make_marian.py --check FOLDER ...   opens exported folders and compares logits with their check.json

Needs torch, transformers, sentencepiece, safetensors and numpy.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import sentencepiece as spm
import torch
import yaml
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

OUT = Path(__file__).parent.parent / "resources" / "marian"
TOKENIZER = OUT / "tokenizer"
LANGUAGES = [">>deu<<", ">>eng<<"]

# Made up for this file: spaces, unknown characters, forms that NFKC changes, language codes, special tokens as text.
SENTENCES = [
    "A man is riding a horse.",
    "Two dogs play in the snow.",
    "  leading and  double   spaces ",
    "tabs\tand\nnew lines",
    "",
    " ",
    "UPPER CASE AND lower case",
    "numbers 1234567890, 3.14 and 1,000,000",
    "punctuation: (a) [b] {c} \"d\" 'e' – f — g … h!?",
    "full width ＡＢＣ１２３ and ligature ﬁn, ﬂow",
    "decomposed u\u0308ber and composed über",
    "no-break\u00a0space, thin\u2009space, ideographic\u3000space",
    "zero\u200bwidth and soft\u00adhyphen",
    "日本語 and 한국어 are unknown",
    "emoji 😀 beyond the basic plane 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🏳️‍🌈",
    ">>deu<< A language code comes first.",
    ">>eng<<without a space",
    "no >>deu<< code in the middle",
    ">> not a code <<",
    ">>unknown<< code",
    ">>never closed",
    "the metaspace ▁ in a text ▁▁",
    "½ ¼ ² ³ ™ ℃ № ㎏",
    "ſharp ẞ and ß, Straße, STRASSE, İstanbul ı",
    "control\u0001char and\u007fdelete",
    "combining a\u0301\u0302\u0303 marks",
    "right-to-left שלום and مرحبا",
    "tilde ～ ~ ∼ and quotes „a“ «b» ‚c‘",
    "averyveryverylongwordwithoutanyspaceinitwhatsoeverthatmustbecutintopieces",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "Ein kleiner Junge springt über den Zaun.",
    "Zwei Frauen sitzen auf einer Bank und lesen Zeitung.",
    "Der Hund läuft durchs grüne Gras.",
    "Ärger, Öl, Übung, süß",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "100 % of 50 € are 50 $",
    "http://example.org/path?query=1#part",
    "first.last@example.org",
    "Ⅷ Ⅻ ⑴ ⓐ",
    "ﷺ expands to many characters",
]
SUBJECTS = ["A man", "A woman", "Ein Junge", "Das Mädchen", "Three people", "Ein Hund"]
VERBS = ["runs", "is sitting", "springt", "spielt Gitarre", "looks at something", "fährt Rad"]
PLACES = ["in the park.", "on a beach", "auf der Straße.", "vor einem Haus!", "near the water,", "im Schnee"]


def sentences():
    made = [f"{s} {v} {p}" for i, s in enumerate(SUBJECTS) for j, v in enumerate(VERBS)
            for k, p in enumerate(PLACES) if (i + 2 * j + 3 * k) % 3 == 0]
    return SENTENCES + made[:60]


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def train(data, language, size, name, **more):
    spm.SentencePieceTrainer.train(
        input=str(data / f"train.{language}"), model_prefix=str(TOKENIZER / name), vocab_size=size,
        character_coverage=0.9995, input_sentence_size=20000, shuffle_input_sentence=False, num_threads=2,
        minloglevel=2, **more)
    (TOKENIZER / f"{name}.model").rename(TOKENIZER / f"{name}.spm")
    (TOKENIZER / f"{name}.vocab").unlink()


def pieces(name):
    model = spm.SentencePieceProcessor(model_file=str(TOKENIZER / name))
    return [model.id_to_piece(i) for i in range(model.get_piece_size())
            if not model.is_control(i) and not model.is_unknown(i)]


def numbered(tokens):
    """Ids as OPUS-MT has them: padding comes last."""
    return {token: i for i, token in enumerate(dict.fromkeys(["</s>", "<unk>", *tokens, "<pad>"]))}


def numbered_apart(tokens):
    """Ids of vocabularies of different sizes, which need one id for padding."""
    return {token: i for i, token in enumerate(dict.fromkeys(["<unk>", "</s>", "<pad>", *tokens]))}


def make_tokenizer(data):
    TOKENIZER.mkdir(parents=True, exist_ok=True)
    train(data, "en", 300, "source")  # unigram with nmt_nfkc, as OPUS-MT has it
    train(data, "de", 400, "target", model_type="bpe", normalization_rule_name="identity")
    source, target = pieces("source.spm"), pieces("target.spm")
    shared = numbered([*source, *target, *LANGUAGES])
    write_json(TOKENIZER / "vocab.json", shared)
    write_json(TOKENIZER / "source_vocab.json", numbered_apart([*source, *LANGUAGES]))
    write_json(TOKENIZER / "target_vocab.json", numbered_apart(target))
    tokenizer = shared_tokenizer()
    rows = []
    for text in sentences():
        ids = tokenizer(text)["input_ids"]
        target_ids = tokenizer(text_target=text)["input_ids"]
        rows.append({
            "text": text,
            "source": tokenizer.tokenize(text),
            "sourceIds": ids,
            "target": tokenize_target(tokenizer, text),
            "targetIds": target_ids,
            "joined": tokenizer.decode(target_ids, skip_special_tokens=True),
        })
    random = np.random.default_rng(1)
    joins = []
    for _ in range(40):
        chosen = [target[i] for i in random.integers(0, len(target), random.integers(1, 12))]
        joins.append({"tokens": chosen, "text": tokenizer.decode(
            [shared[token] for token in chosen], skip_special_tokens=True)})
    write_json(OUT / "sentences.json", {"sentences": rows, "joins": joins})
    lines = {}
    for language, side in (("en", "source"), ("de", "target")):
        texts = (data / f"train.{language}").read_text(encoding="utf-8").split("\n")[:1000]
        lines[side] = [digest(tokenizer(text)["input_ids"] if side == "source"
                              else tokenizer(text_target=text)["input_ids"]) for text in texts]
    write_json(OUT / "multi30k.json", lines)


def digest(ids):
    """What is left of a sentence that may not be passed on."""
    return hashlib.sha256(" ".join(map(str, ids)).encode()).hexdigest()[:12]


def tokenize_target(tokenizer, text):
    tokenizer._switch_to_target_mode()
    try:
        return tokenizer.tokenize(text)
    finally:
        tokenizer._switch_to_input_mode()


def shared_tokenizer():
    return MarianTokenizer(str(TOKENIZER / "source.spm"), str(TOKENIZER / "target.spm"),
                           str(TOKENIZER / "vocab.json"), source_lang="en", target_lang="de")


def separate_tokenizer():
    return MarianTokenizer(str(TOKENIZER / "source.spm"), str(TOKENIZER / "target.spm"),
                           str(TOKENIZER / "source_vocab.json"), str(TOKENIZER / "target_vocab.json"),
                           source_lang="en", target_lang="de", separate_vocabs=True)


def case(**options):
    return options


CASES = {
    # as OPUS-MT: swish, one table, scaled
    "opus": case(d_model=16, encoder_layers=2, decoder_layers=2, heads=(4, 4), ffn=(32, 32),
                 activation_function="swish", beams=4),
    # another size in encoder and decoder, the old file format, no scale
    "uneven": case(d_model=12, encoder_layers=3, decoder_layers=1, heads=(2, 3), ffn=(48, 20),
                   activation_function="relu", scale_embedding=False, beams=6, file="pytorch_model.bin"),
    # vocabularies of their own, the target's tied to the output
    "separate": case(d_model=16, encoder_layers=1, decoder_layers=2, heads=(4, 2), ffn=(24, 24),
                     activation_function="gelu", separate=True, beams=4, length_penalty=0.6),
    # half precision, nothing tied to the output
    "untied": case(d_model=16, encoder_layers=1, decoder_layers=1, heads=(2, 2), ffn=(16, 16),
                   activation_function="swish", tie_word_embeddings=False, beams=3, half=True),
}
MAX_LENGTH = 9


def model_of(name, vocab, decoder_vocab, heads, ffn, beams, separate=False, half=False, file=None,
             length_penalty=1.0, **options):
    torch.set_num_threads(1)
    torch.manual_seed(sum(map(ord, name)))
    pad, eos = vocab["<pad>"], vocab["</s>"]
    settings = dict(
        vocab_size=len(vocab), decoder_vocab_size=len(decoder_vocab), pad_token_id=pad, eos_token_id=eos,
        forced_eos_token_id=eos, bos_token_id=0, decoder_start_token_id=pad,
        encoder_attention_heads=heads[0], decoder_attention_heads=heads[1],
        encoder_ffn_dim=ffn[0], decoder_ffn_dim=ffn[1], max_position_embeddings=64, scale_embedding=True,
        share_encoder_decoder_embeddings=not separate, init_std=0.2, dropout=0.0)
    settings.update(options)
    model = MarianMTModel(MarianConfig(**settings)).eval()
    generation = model.generation_config
    generation.num_beams, generation.max_length, generation.length_penalty = beams, MAX_LENGTH, length_penalty
    generation.bad_words_ids, generation.forced_eos_token_id = [[pad]], eos
    generation.decoder_start_token_id, generation.pad_token_id, generation.eos_token_id = pad, pad, eos
    with torch.no_grad():
        for value in model.parameters():
            if value.dim() == 1:  # gains and biases that are all one and zero would hide errors
                value.add_(torch.randn_like(value) * 0.1)
        model.final_logits_bias.normal_(std=0.3)
    learn(model, len(vocab), len(decoder_vocab))
    if half:
        model = model.half().float()
    return model


def sample(random, model, size, decoder_size):
    """A source of a few tokens, and a target that follows from it, but not quite."""
    source = random.integers(3, min(size, 40), random.integers(3, 9))
    target = [int(3 + (7 * i + random.integers(0, 2)) % (min(decoder_size, 40) - 3)) for i in source[::-1]]
    return [int(i) for i in source] + [model.config.eos_token_id], target + [model.config.eos_token_id]


def learn(model, size, decoder_size):
    """A little, so that sentences have different lengths and their tokens are neither sure nor all alike."""
    random = np.random.default_rng(3)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    pad = model.config.pad_token_id
    for _ in range(120):
        pairs = [sample(random, model, size, decoder_size) for _ in range(16)]
        source, target = (torch.nn.utils.rnn.pad_sequence(
            [torch.tensor(side) for side in sides], batch_first=True, padding_value=pad) for sides in zip(*pairs))
        logits = model(input_ids=source, attention_mask=(source != pad).long(),
                       decoder_input_ids=torch.cat([torch.full((16, 1), pad), target[:, :-1]], 1)).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=pad)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def make_case(name):
    options = CASES[name]
    separate = options.get("separate", False)
    vocab = json.loads((TOKENIZER / ("source_vocab.json" if separate else "vocab.json")).read_text(encoding="utf-8"))
    decoder_vocab = json.loads((TOKENIZER / "target_vocab.json").read_text(encoding="utf-8")) if separate else vocab
    model = model_of(name, vocab, decoder_vocab, **options)
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    saved = model.half() if options.get("half") else model
    saved.save_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()  # positions in full precision
    if options.get("file") == "pytorch_model.bin":
        (folder / "model.safetensors").unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    write_json(folder / "expected.json", expected(model, len(vocab), len(decoder_vocab), options["beams"]))
    print(name, sum(f.stat().st_size for f in folder.iterdir()) // 1024, "kB")


def make_uses(name):
    """The attention of greedy translations, and texts translated by tokenizer and model together."""
    folder = OUT / name
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    rows = []  # weights [T, S] of the last decoder layer's attention to the source, mean over heads
    for row in json.loads((folder / "expected.json").read_text(encoding="utf-8"))["rows"][:6]:
        with torch.no_grad():
            output = model(input_ids=torch.tensor([row["source"]]),
                           decoder_input_ids=torch.tensor([row["greedy"][:-1]]), output_attentions=True)
        weights = output.cross_attentions[-1][0].mean(0)  # [h, T, S] -> [T, S]
        rows.append([[round(float(w), 6) for w in step] for step in weights])
    write_json(folder / "attention.json", rows)
    tokenizer = separate_tokenizer() if CASES[name].get("separate") else shared_tokenizer()
    pad, unknown = model.config.pad_token_id, tokenizer.encoder["<unk>"]
    texts = []
    for text in [f"{s} {v} {p}" for s, v, p in zip(SUBJECTS * 3, VERBS + VERBS[2:] + VERBS, PLACES * 3)]:
        ids = tokenizer(text, return_tensors="pt").input_ids
        found = model.generate(ids, bad_words_ids=[[pad], [unknown]])[0]
        tokens = [token if token in tokenizer.encoder else "<unk>" for token in tokenizer.tokenize(text)]
        texts.append({"text": text, "source": [*tokens, tokenizer.eos_token],
                      "translation": tokenizer.decode(found, skip_special_tokens=True)})
    write_json(folder / "texts.json", texts)


def make_npz():
    """The same model as Marian itself would save and compute it: other sinusoids, another epsilon, no padding."""
    vocab = json.loads((TOKENIZER / "vocab.json").read_text(encoding="utf-8"))
    model = model_of("npz", vocab, vocab, **CASES["opus"])
    pad = model.config.pad_token_id
    size, waves = model.config.d_model, model.config.d_model // 2
    angles = np.outer(np.arange(model.config.max_position_embeddings),
                      10000.0 ** (-np.arange(waves) / (waves - 1)))
    positions = torch.tensor(np.concatenate([np.sin(angles), np.cos(angles)], 1), dtype=torch.float32)
    with torch.no_grad():
        for stack in (model.model.encoder, model.model.decoder):
            stack.embed_positions.weight.copy_(positions)
        model.model.shared.weight[pad] = 0
        model.final_logits_bias[0, pad] = -1e4
        for module in model.modules():
            if isinstance(module, torch.nn.LayerNorm):
                module.eps = 1e-6
    names = {"self_attn.q_proj": "self_Wq self_bq", "self_attn.k_proj": "self_Wk self_bk",
             "self_attn.v_proj": "self_Wv self_bv", "self_attn.out_proj": "self_Wo self_bo",
             "self_attn_layer_norm": "self_Wo_ln_scale self_Wo_ln_bias",
             "encoder_attn.q_proj": "context_Wq context_bq", "encoder_attn.k_proj": "context_Wk context_bk",
             "encoder_attn.v_proj": "context_Wv context_bv", "encoder_attn.out_proj": "context_Wo context_bo",
             "encoder_attn_layer_norm": "context_Wo_ln_scale context_Wo_ln_bias",
             "fc1": "ffn_W1 ffn_b1", "fc2": "ffn_W2 ffn_b2", "final_layer_norm": "ffn_ffn_ln_scale ffn_ffn_ln_bias"}
    arrays = {"Wemb": model.model.shared.weight[:pad].detach().numpy(),
              "decoder_ff_logit_out_b": model.final_logits_bias[:, :pad].numpy()}
    for stack in ("encoder", "decoder"):
        for i, layer in enumerate(getattr(model.model, stack).layers):
            for theirs, both in names.items():
                if hasattr(layer, theirs.split(".")[0]):
                    module = layer.get_submodule(theirs)
                    for name, value in zip(both.split(), (module.weight.T if module.weight.dim() == 2
                                                          else module.weight[None], module.bias[None])):
                        arrays[f"{stack}_l{i + 1}_{name}"] = np.ascontiguousarray(value.detach().numpy())
    options = {"type": "transformer", "dim-emb": size, "dim-vocabs": [pad, pad], "enc-depth": 2, "dec-depth": 2,
               "transformer-heads": 4, "transformer-dim-ffn": 32, "transformer-ffn-activation": "swish",
               "transformer-ffn-depth": 2, "transformer-no-projection": False, "transformer-postprocess": "dan",
               "transformer-postprocess-emb": "d", "transformer-preprocess": "", "right-left": False,
               "transformer-train-position-embeddings": False, "transformer-tied-layers": [], "skip": False,
               "transformer-decoder-autoreg": "self-attention", "tied-embeddings": False,
               "tied-embeddings-src": False, "tied-embeddings-all": True, "ulr": False, "version": "v1.9.0"}
    text = yaml.safe_dump(options).encode() + b"\0"
    arrays["special:model.yml"] = np.frombuffer(text, dtype=np.int8)
    folder = OUT / "npz"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    np.savez(folder / "model.npz", **arrays)
    ids = {token: i for token, i in vocab.items() if i != pad}
    (folder / "opus.vocab.yml").write_text(yaml.safe_dump(ids, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "decoder.yml").write_text(
        "relative-paths: true\nmodels:\n  - model.npz\nvocabs:\n  - opus.vocab.yml\n  - opus.vocab.yml\n"
        "beam-size: 4\nnormalize: 1\nword-penalty: 0.0\nmini-batch: 1\n")
    model.generation_config.max_length, model.generation_config.forced_eos_token_id = 60, None
    write_json(folder / "expected.json", expected(model, pad, pad, 4))
    print("npz", sum(f.stat().st_size for f in folder.iterdir()) // 1024, "kB")


def make_size(folder):
    """6 + 6 layers, d 512, 58,101 tokens: 74 million random parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    known = json.loads((TOKENIZER / "vocab.json").read_text(encoding="utf-8"))
    tokens = [token for token in known if token != "<pad>"]
    tokens += [f"▁made-up-{i}" for i in range(58100 - len(tokens))]
    vocab = {token: i for i, token in enumerate([*tokens, "<pad>"])}
    write_json(folder / "vocab.json", vocab)
    for name in ("source.spm", "target.spm"):
        shutil.copy(TOKENIZER / name, folder / name)
    pad = len(vocab) - 1
    model = MarianMTModel(MarianConfig(
        vocab_size=pad + 1, decoder_vocab_size=pad + 1, d_model=512, encoder_layers=6, decoder_layers=6,
        encoder_attention_heads=8, decoder_attention_heads=8, encoder_ffn_dim=2048, decoder_ffn_dim=2048,
        activation_function="swish", scale_embedding=True, max_position_embeddings=512, pad_token_id=pad,
        eos_token_id=0, forced_eos_token_id=0, bos_token_id=0, decoder_start_token_id=pad))
    model.generation_config.num_beams, model.generation_config.max_length = 4, 60
    model.save_pretrained(folder)
    print(folder, sum(p.numel() for p in model.parameters()), "parameters")


def check(folder):
    """An exported folder, opened by transformers: tokens by name, logits as the other side has them."""
    folder = Path(folder)
    wanted = json.loads((folder / "check.json").read_text(encoding="utf-8"))
    model = MarianMTModel.from_pretrained(folder).eval()
    tokenizer = MarianTokenizer.from_pretrained(folder)
    source = [tokenizer.encoder[token] for token in wanted["source"]]
    targets = tokenizer.target_encoder if tokenizer.separate_vocabs else tokenizer.encoder
    target = [targets[token] for token in wanted["target"]]
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([target])).logits[0]
    worst = 0.0
    first = wanted["logProbabilities"]["</s>"]
    for token, values in wanted["logProbabilities"].items():
        for t, value in enumerate(values):  # odds, as padding is another token there
            worst = max(worst, abs(float(logits[t, targets[token]] - logits[t, targets["</s>"]]) - (value - first[t])))
    generated = model.generate(torch.tensor([source]), max_length=12)[0].tolist()
    print(f"{folder}: {len(wanted['logProbabilities'])} tokens, largest difference {worst:.2e}; generates {generated}")
    return worst < 1e-4


def expected(model, size, decoder_size, beams):
    random = np.random.default_rng(7)
    rows = []
    pad = model.config.pad_token_id
    for n in range(12):
        source, _ = sample(random, model, size, decoder_size)
        target = [pad] + [int(i) for i in random.integers(3, decoder_size - 1, 2 + n % 5)]
        ids = torch.tensor([source])
        with torch.no_grad():
            logits = model(input_ids=ids, decoder_input_ids=torch.tensor([target])).logits[0]
            greedy = model.generate(ids, num_beams=1)[0].tolist()
            beam = model.generate(ids, num_beams=beams, return_dict_in_generate=True, output_scores=True)
        row = {"source": source, "greedy": greedy, "beam": beam.sequences[0].tolist(),
               "score": float(beam.sequences_scores[0])}
        if n < 2:
            row["target"] = target
            row["logits"] = [[round(float(v), 5) for v in step[:decoder_size]] for step in logits]
        rows.append(row)
    return {"beams": beams, "rows": rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--tokenizer", type=Path)
    parser.add_argument("--npz", action="store_true")
    parser.add_argument("--uses", action="store_true")
    parser.add_argument("--size", type=Path)
    parser.add_argument("--check", nargs="+")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(CASES))
    if arguments.tokenizer:
        make_tokenizer(arguments.tokenizer)
    if arguments.npz:
        make_npz()
    if arguments.uses:
        for name in CASES:
            make_uses(name)
    if arguments.size:
        make_size(arguments.size)
    if arguments.check and not all([check(folder) for folder in arguments.check]):
        sys.exit("the logits differ")
    for name in CASES if arguments.cases == ["all"] else arguments.cases:
        make_case(name)


if __name__ == "__main__":
    main()
