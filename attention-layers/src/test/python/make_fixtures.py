#!/usr/bin/env python3
"""Writes the PyTorch reference values that the parity tests compare with.

    make_fixtures.py            writes every case
    make_fixtures.py CASE ...   writes only the named ones
    make_fixtures.py --list     names them

Each case is a function decorated with @case; it returns a dict of name -> tensor/array and becomes
src/test/resources/fixtures/<function name>.npz. Rules: double precision, small sizes, values drawn
only through rand(...) and ints(...) (seeded per case, so a case does not depend on the others), token ids as
int64. Names used everywhere: inputs and parameters by their usual name, upstream gradients
"eps", gradients "grad_<name>", results "out", scalar losses "loss" (shape [1]).
"""
import pathlib
import sys
import zlib

import numpy as np
import torch

CASES = {}
OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "fixtures"


def case(function):
    """Registers a case under its function's name."""
    CASES[function.__name__] = function
    return function


def rand(*shape, scale=1.0, grad=True):
    """A leaf tensor of normal values; wants a gradient unless told otherwise."""
    return (torch.randn(*shape) * scale).requires_grad_(grad)


def ints(high, *shape, low=0):
    return torch.randint(low, high, shape)


def mask_of(lengths, size):
    """[N] lengths -> [N, size] of 1 (keep) and 0 (padding)."""
    return (torch.arange(size)[None, :] < torch.tensor(lengths)[:, None]).double()


def with_grads(values, *names):
    """Adds grad_<name> for every named leaf (zeros where the result does not depend on it)."""
    for name in names:
        leaf = values[name]
        values["grad_" + name] = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
    return values


# ---------------------------------------------------------------- token output


def _cross_entropy(smoothing, lengths):
    n, t, d, v = 3, 4, 5, 7
    hidden, weight, bias = rand(n, t, d), rand(d, v), rand(v)
    labels, mask = ints(v, n, t), mask_of(lengths, t)
    targets = torch.where(mask > 0, labels, torch.full_like(labels, -100))
    logits = hidden @ weight + bias
    loss = torch.nn.CrossEntropyLoss(label_smoothing=smoothing, ignore_index=-100)(
        logits.reshape(n * t, v), targets.reshape(n * t))
    loss.backward()
    values = dict(hidden=hidden, W=weight, b=bias, labels=labels, mask=mask, loss=loss.reshape(1),
                  out=torch.softmax(logits, -1), smoothing=torch.tensor([smoothing]))
    return with_grads(values, "hidden", "W", "b")


@case
def cross_entropy():
    """Softmax cross-entropy, mean over all tokens."""
    return _cross_entropy(0.0, [4, 4, 4])


@case
def cross_entropy_smoothed_masked():
    """Label smoothing 0.1, mean over real tokens; the last sentence is all padding."""
    return _cross_entropy(0.1, [4, 2, 0])


@case
def tied_cross_entropy():
    """Logits = hidden table^T + bias; the table [V, d] gets its gradient through the loss."""
    n, t, d, v = 2, 3, 4, 6
    hidden, table, bias = rand(n, t, d), rand(v, d), rand(v)
    labels, mask = ints(v, n, t), mask_of([3, 2], t)
    targets = torch.where(mask > 0, labels, torch.full_like(labels, -100))
    logits = hidden @ table.T + bias
    loss = torch.nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=-100)(
        logits.reshape(n * t, v), targets.reshape(n * t))
    loss.backward()
    values = dict(hidden=hidden, table=table, b=bias, labels=labels, mask=mask,
                  loss=loss.reshape(1), out=torch.softmax(logits, -1))
    return with_grads(values, "hidden", "table", "b")


# ---------------------------------------------------------------- embedding and Transformer


@case
def token_embedding():
    """nn.Embedding with padding id 0, times sqrt(d)."""
    v, d = 7, 4
    weight, eps = rand(v, d), rand(2, 5, d, grad=False)
    ids = torch.tensor([[1, 2, 2, 6, 3], [5, 1, 0, 0, 0]])
    out = torch.nn.functional.embedding(ids, weight, padding_idx=0) * d ** 0.5
    (out * eps).sum().backward()
    return with_grads(dict(W=weight, ids=ids, eps=eps, out=out), "W")


# ---------------------------------------------------------------- the program


def to_numpy(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    return np.ascontiguousarray(value)


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
        arrays = {key: to_numpy(value) for key, value in CASES[name]().items()}
        np.savez(OUT / f"{name}.npz", **arrays)
        print(f"{name}.npz: " + ", ".join(f"{k} {list(a.shape)}" for k, a in arrays.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
