#!/usr/bin/env python3
"""The models of `benchmark training` and `benchmark decoding` in PyTorch on the CPU, timed in the same way.

Prints one line of JSON with the same fields. In bf16, training is autocast, and decoding has bf16 weights.
N batch, T target length, S source length, d model size, h heads.
"""
import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY = 8000
MAX_LENGTH = 1024
DROPOUT = 0.1
BOS = 0


def sinusoids(length, d):
    """Positions of Vaswani et al. 2017, section 3.5: [length, d]."""
    angles = torch.arange(length).unsqueeze(1) * torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    return torch.stack([angles.sin(), angles.cos()], dim=2).reshape(length, d)


class SelfAttention(nn.Module):
    """Queries, keys and values come from one product with [d, 3d]."""

    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)

    def forward(self, x, mask):
        q, k, v = (by_head(part, self.heads) for part in self.qkv(x).chunk(3, dim=2))
        return self.out(attend(q, k, v, mask, self.training))

    def step(self, x, past):
        """One position [N, 1, d]; `past` holds the keys and values of those before it."""
        q, k, v = (by_head(part, self.heads) for part in self.qkv(x).chunk(3, dim=2))
        if past:
            k, v = torch.cat([past[0], k], dim=2), torch.cat([past[1], v], dim=2)
        past[:] = [k, v]
        return self.out(attend(q, k, v, None, False))


class CrossAttention(nn.Module):
    """Keys and values of the memory come from one product with [d, 2d]."""

    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.q, self.kv, self.out = nn.Linear(d, d), nn.Linear(d, 2 * d), nn.Linear(d, d)

    def project(self, memory):
        return [by_head(part, self.heads) for part in self.kv(memory).chunk(2, dim=2)]

    def forward(self, x, keys_and_values, mask):
        return self.out(attend(by_head(self.q(x), self.heads), *keys_and_values, mask, self.training))


def by_head(x, heads):
    return x.unflatten(2, (heads, -1)).transpose(1, 2)  # [N, T, d] -> [N, h, T, d/h]


def attend(q, k, v, mask, training):
    scores = torch.matmul(q * (q.shape[3] ** -0.5), k.transpose(2, 3))  # [N, h, T, S]
    if mask is not None:
        scores = scores + mask
    weights = F.dropout(F.softmax(scores, dim=3), DROPOUT, training)
    return torch.matmul(weights, v).transpose(1, 2).flatten(2)  # [N, T, d]


class EncoderLayer(nn.Module):
    def __init__(self, d, heads, inner):
        super().__init__()
        self.attention = SelfAttention(d, heads)
        self.expand, self.contract = nn.Linear(d, inner), nn.Linear(inner, d)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)

    def feed_forward(self, x):
        hidden = F.dropout(F.relu(self.expand(x)), DROPOUT, self.training)
        return F.dropout(self.contract(hidden), DROPOUT, self.training)

    def forward(self, x, mask):
        x = self.norm1(x + F.dropout(self.attention(x, mask), DROPOUT, self.training))
        return self.norm2(x + self.feed_forward(x))


class DecoderLayer(EncoderLayer):
    def __init__(self, d, heads, inner):
        super().__init__(d, heads, inner)
        self.cross = CrossAttention(d, heads)
        self.norm3 = nn.LayerNorm(d)

    def forward(self, x, memory, causal, mask):
        x = self.norm1(x + F.dropout(self.attention(x, causal), DROPOUT, self.training))
        return self.rest(x, self.cross.project(memory), mask)

    def step(self, x, past, keys_and_values, mask):
        return self.rest(self.norm1(x + self.attention.step(x, past)), keys_and_values, mask)

    def rest(self, x, keys_and_values, mask):
        x = self.norm3(x + F.dropout(self.cross(x, keys_and_values, mask), DROPOUT, self.training))
        return self.norm2(x + self.feed_forward(x))


class Transformer(nn.Module):
    """Vaswani et al. 2017, figure 1."""

    def __init__(self, d, heads, inner, layers, vocabulary=VOCABULARY, tied=False):
        super().__init__()
        self.scale = math.sqrt(d)
        self.source = nn.Embedding(vocabulary, d)
        self.target = self.source if tied else nn.Embedding(vocabulary, d)
        self.register_buffer("positions", sinusoids(MAX_LENGTH, d))
        self.encoder = nn.ModuleList(EncoderLayer(d, heads, inner) for _ in range(layers))
        self.decoder = nn.ModuleList(DecoderLayer(d, heads, inner) for _ in range(layers))
        self.output = nn.Linear(d, vocabulary)
        if tied:
            self.output.weight = self.source.weight

    def embed(self, table, ids, first=0):
        x = table(ids) * self.scale + self.positions[first:first + ids.shape[1]]
        return F.dropout(x, DROPOUT, self.training)

    def encode(self, source, mask):
        x = self.embed(self.source, source)
        for layer in self.encoder:
            x = layer(x, mask)
        return x

    def forward(self, source, mask, target):
        """Logits [N, T, V]; mask [N, S] is added to the scores."""
        mask, causal = mask[:, None, None], torch.full(2 * target.shape[1:], -1e9).triu(1)
        memory, y = self.encode(source, mask), self.embed(self.target, target)
        for layer in self.decoder:
            y = layer(y, memory, causal, mask)
        return self.output(y)

    def greedy(self, source, mask, steps):
        mask = mask[:, None, None]
        memory = self.encode(source, mask)
        keys_and_values = [layer.cross.project(memory) for layer in self.decoder]
        pasts = [[] for _ in self.decoder]
        tokens = [torch.full((len(source), 1), BOS)]
        for t in range(steps):
            y = self.embed(self.target, tokens[-1], t)
            for layer, past, pair in zip(self.decoder, pasts, keys_and_values):
                y = layer.step(y, past, pair, mask)
            tokens.append(self.output(y).argmax(2))
        return torch.cat(tokens[1:], dim=1)


class AttentionRnn(nn.Module):
    """Bahdanau et al. 2014: bidirectional GRU, additive attention, output of [s_t; c_t; y_t]."""

    def __init__(self, size):
        super().__init__()
        self.source, self.target = nn.Embedding(VOCABULARY, size), nn.Embedding(VOCABULARY, size)
        self.encoder = nn.GRU(size, size, bidirectional=True, batch_first=True)
        self.bridge = nn.Linear(size, size)
        self.keys, self.query = nn.Linear(2 * size, size), nn.Linear(size, size, bias=False)
        self.energy = nn.Linear(size, 1, bias=False)
        self.cell = nn.GRUCell(3 * size, size)
        self.output = nn.Linear(4 * size, VOCABULARY)

    def encode(self, source):
        memory, last = self.encoder(self.source(source))  # [N, S, 2H], [2, N, H]
        return memory, self.keys(memory), torch.tanh(self.bridge(last[1]))

    def step(self, y, state, memory, keys, mask):
        energies = self.energy(torch.tanh(keys + self.query(state)[:, None])).squeeze(2)  # [N, S]
        weights = F.softmax(energies + mask, dim=1)
        context = torch.bmm(weights[:, None], memory).squeeze(1)  # [N, 2H]
        state = self.cell(torch.cat([y, context], dim=1), state)
        return state, torch.cat([state, context, y], dim=1)

    def forward(self, source, mask, target):
        memory, keys, state = self.encode(source)
        outputs = []
        for y in self.target(target).unbind(1):
            state, output = self.step(y, state, memory, keys, mask)
            outputs.append(output)
        return self.output(torch.stack(outputs, dim=1))

    def greedy(self, source, mask, steps):
        memory, keys, state = self.encode(source)
        tokens = [torch.full((len(source),), BOS)]
        for _ in range(steps):
            state, output = self.step(self.target(tokens[-1]), state, memory, keys, mask)
            tokens.append(self.output(output).argmax(1))
        return torch.stack(tokens[1:], dim=1)


OPUS = 58101  # tokens of a model of OPUS-MT's size
MODELS = {  # name: (model, V, N, T)
    "small": (lambda: Transformer(256, 4, 1024, 3), VOCABULARY, 64, 20),
    "base": (lambda: Transformer(512, 8, 2048, 6), VOCABULARY, 32, 32),
    "rnn": (lambda: AttentionRnn(256), VOCABULARY, 64, 20),
    "opus": (lambda: Transformer(512, 8, 2048, 6, OPUS, tied=True), OPUS, 32, 25),
}


def adam(model):
    """Fused where this PyTorch has it for the CPU (2.4 and later)."""
    try:
        return torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(model.parameters(), lr=1e-3)


def training_step(model, source, mask, target, labels, bf16):
    updater = adam(model)

    def step():
        updater.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = F.cross_entropy(model(source, mask, target).flatten(0, 1), labels.flatten())
        loss.backward()
        updater.step()

    return step


def greedy_step(model, source, mask, steps, bf16):
    model.eval()
    if bf16:
        model, mask = model.bfloat16(), mask.bfloat16()

    def step():
        with torch.inference_mode():
            tokens = model.greedy(source, mask, steps)
        if tokens.shape != (len(source), steps):
            raise AssertionError(f"generated {tuple(tokens.shape)} tokens")

    return step


def repeat(step, seconds, minimum):
    times, began = [], time.perf_counter()
    while len(times) < minimum or time.perf_counter() - began < seconds:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return times


def peak_megabytes():
    """The most memory that was ever resident, where the system tells."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=MODELS, default="small")
    parser.add_argument("--mode", choices=["train", "greedy"], default="train")
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--batch", type=int, help="sentences in a batch (default: the model's)")
    parser.add_argument("--length", type=int, help="tokens in a sentence (default: the model's)")
    parser.add_argument("--threads", type=int, help="default: PyTorch's own choice")
    parser.add_argument("--warm-up", type=float, default=5, help="seconds before the measurement, two steps at least")
    parser.add_argument("--seconds", type=float, default=20, help="seconds of measurement, five steps at least")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    create, vocabulary, batch, length = MODELS[arguments.model]
    batch, length, model = arguments.batch or batch, arguments.length or length, create()
    source, target, labels = torch.randint(vocabulary, (3, batch, length))
    bf16 = arguments.precision == "bf16"
    mask = torch.zeros(batch, length)
    if arguments.mode == "train":
        step = training_step(model, source, mask, target, labels, bf16)
    else:
        step = greedy_step(model, source, mask, length, bf16)
    repeat(step, arguments.warm_up, 2)
    times = repeat(step, arguments.seconds, 5)
    median, peak = statistics.median(times), peak_megabytes()
    print(json.dumps({
        "engine": "pytorch " + torch.__version__,
        "model": arguments.model,
        "mode": arguments.mode,
        "precision": arguments.precision,
        "batch": batch,
        "length": length,
        "threads": torch.get_num_threads(),
        "parameters": sum(p.numel() for p in model.parameters()),
        "steps": len(times),
        "median_ms": round(median * 1e3, 3),
        "target_tokens_per_s": round(batch * length / median, 1),
        "peak_mb": peak and round(peak, 1),
    }))


if __name__ == "__main__":
    main()
