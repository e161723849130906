#!/usr/bin/env python3
"""Trains the models of pytorch_baseline.py, small and without dropout, for 100 steps of Adam.

Writes src/test/resources/parity/<model>.safetensors, the weights before the first step, and
<model>_training.safetensors: batches [B, N, ...], which take turns, and the loss of each step, all computed in
float64. N sentences, S source length, T target length.
"""
import importlib.util
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "test" / "resources" / "parity"
V, N, S, T, BATCHES, STEPS, SIZE = 23, 6, 7, 8, 10, 100, 16
RATE, SMOOTHING = 3e-3, 0.1

spec = importlib.util.spec_from_file_location("baseline", ROOT / "benchmark" / "python" / "pytorch_baseline.py")
baseline = importlib.util.module_from_spec(spec)
spec.loader.exec_module(baseline)
baseline.VOCABULARY, baseline.DROPOUT, baseline.MAX_LENGTH = V, 0.0, 16


class PackedRnn(baseline.AttentionRnn):
    """The baseline for sentences of several lengths: the encoder does not read padding."""

    lengths = None

    def encode(self, source):
        packed = nn.utils.rnn.pack_padded_sequence(self.source(source), self.lengths, batch_first=True,
                                                   enforce_sorted=False)
        output, last = self.encoder(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=source.shape[1])
        return memory, self.keys(memory), torch.tanh(self.bridge(last[1]))

    def one_bias(self):
        """PyTorch's GRU adds two biases for r and z and would move both: only their sum is a parameter."""
        for module in (self.encoder, self.cell):
            for name, bias in module.named_parameters():
                if name.startswith("bias_hh"):
                    keep = torch.ones_like(bias)
                    keep[:2 * SIZE] = 0
                    bias.register_hook(lambda gradient, keep=keep: gradient * keep)
        return self


def batches():
    """Sentences to be reversed: ids, masks [B, N, S] and [B, N, T]."""
    source = torch.zeros(BATCHES, N, S, dtype=torch.long)
    target, labels = (torch.zeros(BATCHES, N, T, dtype=torch.long) for _ in range(2))
    source_mask, target_mask = torch.zeros(BATCHES, N, S), torch.zeros(BATCHES, N, T)
    for b in range(BATCHES):
        for n in range(N):
            length = S if n == 0 else int(torch.randint(1, S + 1, ()))
            sentence = torch.randint(4, V, (length,))
            source[b, n, :length], source_mask[b, n, :length] = sentence, 1
            target[b, n, 0], target[b, n, 1:length + 1] = 2, sentence.flip(0)
            labels[b, n, :length], labels[b, n, length] = sentence.flip(0), 3
            target_mask[b, n, :length + 1] = 1
    return dict(source=source, source_mask=source_mask, target=target, target_mask=target_mask, labels=labels)


def train(name, model):
    for p in model.parameters():
        p.data.copy_(p.data.float())  # as they are stored
    state = {key: tensor.detach().float().contiguous().clone() for key, tensor in model.state_dict().items()}
    data, losses = batches(), []
    updater = torch.optim.Adam(model.parameters(), lr=RATE)
    for step in range(STEPS):
        batch = {key: value[step % BATCHES] for key, value in data.items()}
        model.lengths = batch["source_mask"].sum(1).long()
        updater.zero_grad()
        logits = model(batch["source"], (batch["source_mask"] - 1) * 1e9, batch["target"])
        targets = torch.where(batch["target_mask"] > 0, batch["labels"], -100)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), label_smoothing=SMOOTHING)
        loss.backward()
        updater.step()
        losses.append(loss.item())
    training = {key: value.to(torch.int32) for key, value in data.items()}
    training["losses"] = torch.tensor(losses)
    OUT.mkdir(parents=True, exist_ok=True)
    for suffix, tensors in (("", state), ("_training", training)):
        file = OUT / f"{name}{suffix}.safetensors"
        save_file(tensors, file)
        file.chmod(0o644)
    print(f"{name}: {sum(t.numel() for t in state.values())} numbers, loss {losses[0]:.4f} to {losses[-1]:.4f}")


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    train("transformer", baseline.Transformer(SIZE, 2, 32, 2))
    train("rnn", PackedRnn(SIZE).one_bias())


if __name__ == "__main__":
    main()
