#!/usr/bin/env python3
"""Writes state dicts of genuine PyTorch modules and what they compute, for the tests of imports.

    make_torch.py            writes every case
    make_torch.py CASE ...   writes only the named ones
    make_torch.py --list     names them

A case is a function decorated with @case that returns a module and a dict of inputs and results. It becomes
src/test/resources/weights/torch_<case>.safetensors, the state dict in float32, and
torch_<case>_values.safetensors (and one of PyTorch's own format), computed in float64 from the same numbers. N batch, T target length, S source
length, d model size, V vocabulary.
"""
import math
import pathlib
import sys
import zlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

CASES = {}
OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "weights"
V = 11


def case(function):
    CASES[function.__name__] = function
    return function


def randomize(module, scale=0.3):
    """Normal values that float32 can hold, so that no bias is hidden by being 0 and no gain by being 1."""
    for p in module.parameters():
        p.data.copy_((torch.randn(p.shape) * scale).float())
    return module.eval()


def mask_of(lengths, size):
    """[N] lengths -> [N, size] of 1 (keep) and 0 (padding)."""
    return (torch.arange(size)[None, :] < torch.tensor(lengths)[:, None]).double()


def sinusoids(length, d):
    """Positions of Vaswani et al. 2017, section 3.5: [length, d]."""
    angles = torch.arange(length).unsqueeze(1) * torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    return torch.stack([angles.sin(), angles.cos()], dim=2).reshape(length, d)


class Translator(nn.Module):
    """nn.Transformer between embeddings and an output projection, as PyTorch's tutorial has it."""

    def __init__(self, d, bias=True, **options):
        super().__init__()
        self.d, self.batch_first = d, options.get("batch_first", False)
        self.source, self.target = nn.Embedding(V, d), nn.Embedding(V, d)
        self.register_buffer("positions", sinusoids(16, d))
        self.transformer = nn.Transformer(d, dropout=0.0, bias=bias, **options)
        self.generator = nn.Linear(d, V, bias=bias)

    def embed(self, table, ids):
        x = table(ids) * math.sqrt(self.d) + self.positions[:ids.shape[1]]
        return x if self.batch_first else x.transpose(0, 1)

    def forward(self, source, source_mask, target):
        padding = source_mask == 0
        causal = torch.triu(torch.ones(target.shape[1], target.shape[1], dtype=torch.bool), 1)
        y = self.transformer(self.embed(self.source, source), self.embed(self.target, target), tgt_mask=causal,
                             src_key_padding_mask=padding, memory_key_padding_mask=padding)
        return self.generator(y if self.batch_first else y.transpose(0, 1))


def translated(module):
    source, target = torch.randint(V, (3, 5)), torch.randint(V, (3, 4))
    source_mask, target_mask = mask_of([5, 3, 1], 5), mask_of([4, 4, 2], 4)
    logits = module(source, source_mask, target)
    return module, dict(source=source, source_mask=source_mask, target=target, target_mask=target_mask,
                        probabilities=torch.softmax(logits, -1))


@case
def transformer_post():
    """Time first, norms after the sub-layers and at the end of both stacks."""
    return translated(randomize(Translator(12, nhead=3, num_encoder_layers=2, num_decoder_layers=1,
                                           dim_feedforward=20)))


@case
def transformer_pre():
    """Batch first, norms before the sub-layers, GELU, another epsilon."""
    return translated(randomize(Translator(8, nhead=2, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=12,
                                           batch_first=True, norm_first=True, activation="gelu",
                                           layer_norm_eps=1e-3)))


@case
def transformer_without_biases():
    return translated(randomize(Translator(8, bias=False, nhead=4, num_encoder_layers=1, num_decoder_layers=1,
                                           dim_feedforward=12, batch_first=True)))


class Unlike(nn.Module):
    """Encoder and decoder of different heads and sizes, normalized embeddings of one table, sines before cosines."""

    def __init__(self, d):
        super().__init__()
        options = dict(dropout=0.0, batch_first=True, activation=lambda x: F.gelu(x, approximate="tanh"))
        self.source = self.target = nn.Embedding(V, d)
        self.source_norm, self.target_norm = nn.LayerNorm(d, eps=1e-4), nn.LayerNorm(d, eps=1e-4)
        self.register_buffer("positions", torch.cat([sinusoids(16, d)[:, 0::2], sinusoids(16, d)[:, 1::2]], 1))
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(d, 2, 12, layer_norm_eps=1e-4, norm_first=True, **options), 2)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(d, 4, 20, layer_norm_eps=1e-4, **options), 1)
        self.generator = nn.Linear(d, V)

    def forward(self, source, source_mask, target):
        padding = source_mask == 0
        causal = torch.triu(torch.ones(target.shape[1], target.shape[1], dtype=torch.bool), 1)
        x = self.source_norm(self.source(source) + self.positions[:source.shape[1]])
        y = self.target_norm(self.target(target) + self.positions[:target.shape[1]])
        memory = self.encoder(x, src_key_padding_mask=padding)
        return self.generator(self.decoder(y, memory, tgt_mask=causal, memory_key_padding_mask=padding))


@case
def unlike():
    return translated(randomize(Unlike(8)))


class Encoder(nn.Module):
    """A recurrent layer over packed sentences of lengths 5, 3 and 1."""

    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn

    def forward(self, x):
        packed = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([5, 3, 1]), batch_first=True)
        return nn.utils.rnn.pad_packed_sequence(self.rnn(packed)[0], batch_first=True)[0]


def encoded(rnn):
    module = randomize(Encoder(rnn), scale=0.6)
    x = torch.randn(3, 5, rnn.input_size).float().double()
    return module, dict(x=x, mask=mask_of([5, 3, 1], 5), out=module(x))


@case
def gru():
    return encoded(nn.GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True))


@case
def gru_forwards_without_biases():
    return encoded(nn.GRU(3, 4, bias=False, batch_first=True))


@case
def lstm():
    return encoded(nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True))


def main(arguments):
    if arguments == ["--list"]:
        print("\n".join(CASES))
        return
    unknown = [name for name in arguments if name not in CASES]
    if unknown:
        sys.exit(f"unknown case {unknown[0]!r}; cases: {', '.join(CASES)}")
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    for name in arguments or CASES:
        torch.manual_seed(zlib.crc32(name.encode()))
        module, values = CASES[name]()
        state = {key: tensor.detach().float().contiguous() for key, tensor in module.state_dict().items()}
        save_file(state, OUT / f"torch_{name}.safetensors")
        if name == "gru":
            torch.save(state, OUT / f"torch_{name}.pt")
        save_file({key: value.detach().contiguous() for key, value in values.items()},
                  OUT / f"torch_{name}_values.safetensors")
        for file in OUT.glob(f"torch_{name}*"):
            file.chmod(0o644)  # safetensors makes them private
        print(f"{name}: {sum(t.numel() for t in state.values())} numbers in {len(state)} tensors")


if __name__ == "__main__":
    main(sys.argv[1:])
