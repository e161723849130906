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


@case
def sinusoids():
    """Of Hugging Face's Marian, and of M2M100, which are fairseq's; positions of a sentence start at 2 there."""
    from transformers.models.m2m_100.modeling_m2m_100 import M2M100SinusoidalPositionalEmbedding
    from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

    def marian(d):
        table = MarianSinusoidalPositionalEmbedding(9, d)
        table.weight = torch.nn.Parameter(table.create_weight(), requires_grad=False)
        return table(torch.Size([1, 9]))

    def fairseq(d):
        return M2M100SinusoidalPositionalEmbedding(9, d, padding_idx=1)(torch.full((1, 9), 5))[0]

    return {"halves8": marian(8), "halves7": marian(7), "fairseq8": fairseq(8), "fairseq7": fairseq(7)}


@case
def layer_norm():
    """nn.LayerNorm over the last dimension."""
    x, gain, bias, eps = rand(2, 5, 6), rand(6), rand(6), rand(2, 5, 6, grad=False)
    out = torch.nn.functional.layer_norm(x, (6,), gain, bias)
    (out * eps).sum().backward()
    return with_grads(dict(x=x, gain=gain, bias=bias, eps=eps, out=out), "x", "gain", "bias")


def randomize(module):
    """Normal values for every parameter, so that none is hidden by being 0 or 1."""
    for p in module.parameters():
        p.data.copy_(torch.randn(p.shape) * 0.5)
    return module


def attention_values(prefix, attention):
    """Weights of an nn.MultiheadAttention and their gradients, as our layers name and lay them."""
    values = {}
    weights = (list(attention.in_proj_weight.chunk(3)), list(attention.in_proj_weight.grad.chunk(3))) \
        if attention.in_proj_weight is not None else (
            [p for p in (attention.q_proj_weight, attention.k_proj_weight, attention.v_proj_weight)],
            [p.grad for p in (attention.q_proj_weight, attention.k_proj_weight,
                              attention.v_proj_weight)])
    biases = attention.in_proj_bias.chunk(3), attention.in_proj_bias.grad.chunk(3)
    for i, name in enumerate("qkv"):
        values[f"{prefix}W{name}"] = weights[0][i].T
        values[f"grad_{prefix}W{name}"] = weights[1][i].T
        values[f"{prefix}b{name}"] = biases[0][i]
        values[f"grad_{prefix}b{name}"] = biases[1][i]
    out = attention.out_proj
    values.update({f"{prefix}Wo": out.weight.T, f"grad_{prefix}Wo": out.weight.grad.T,
                   f"{prefix}bo": out.bias, f"grad_{prefix}bo": out.bias.grad})
    return values


def layer_values(layer, norms):
    """The rest of an nn.TransformerEncoderLayer or DecoderLayer."""
    values = {}
    for i in (1, 2):
        linear = getattr(layer, f"linear{i}")
        values.update({f"ffW{i}": linear.weight.T, f"grad_ffW{i}": linear.weight.grad.T,
                       f"ffb{i}": linear.bias, f"grad_ffb{i}": linear.bias.grad})
    for i in range(1, norms + 1):
        norm = getattr(layer, f"norm{i}")
        values.update({f"norm{i}Gain": norm.weight, f"grad_norm{i}Gain": norm.weight.grad,
                       f"norm{i}Bias": norm.bias, f"grad_norm{i}Bias": norm.bias.grad})
    return values


def causal_mask(size):
    return torch.triu(torch.ones(size, size, dtype=torch.bool), 1)


@case
def multi_head_self_attention():
    """nn.MultiheadAttention, causal, with padding."""
    n, t, d, h = 2, 5, 6, 3
    attention = randomize(torch.nn.MultiheadAttention(d, h, batch_first=True))
    x, eps, mask = rand(n, t, d), rand(n, t, d, grad=False), mask_of([5, 3], t)
    out, weights = attention(x, x, x, key_padding_mask=mask == 0, attn_mask=causal_mask(t),
                             average_attn_weights=False)
    (out * eps).sum().backward()
    values = dict(x=x, eps=eps, mask=mask, out=out, weights=weights)
    values.update(attention_values("", attention))
    return with_grads(values, "x")


@case
def multi_head_cross_attention():
    """nn.MultiheadAttention from queries of size 6 to a memory of size 4, with padding."""
    n, t, s, d, m, h = 2, 3, 5, 6, 4, 2
    attention = randomize(torch.nn.MultiheadAttention(d, h, kdim=m, vdim=m, batch_first=True))
    query, memory, eps = rand(n, t, d), rand(n, s, m), rand(n, t, d, grad=False)
    mask = mask_of([5, 2], s)
    out, weights = attention(query, memory, memory, key_padding_mask=mask == 0,
                             average_attn_weights=False)
    (out * eps).sum().backward()
    values = dict(query=query, memory=memory, eps=eps, mask=mask, out=out, weights=weights)
    values.update(attention_values("", attention))
    return with_grads(values, "query", "memory")


def _encoder_layer(norm_first, activation):
    n, t, d, h, f = 2, 5, 6, 3, 8
    layer = randomize(torch.nn.TransformerEncoderLayer(
        d, h, f, dropout=0.0, activation=activation, batch_first=True, norm_first=norm_first))
    x, eps, mask = rand(n, t, d), rand(n, t, d, grad=False), mask_of([5, 3], t)
    out = layer(x, src_key_padding_mask=mask == 0)
    (out * eps).sum().backward()
    values = dict(x=x, eps=eps, mask=mask, out=out)
    values.update(attention_values("self", layer.self_attn))
    values.update(layer_values(layer, 2))
    return with_grads(values, "x")


@case
def encoder_layer_post_relu():
    return _encoder_layer(False, "relu")


@case
def encoder_layer_pre_gelu():
    return _encoder_layer(True, "gelu")


@case
def encoder_layer_post_swish():
    return _encoder_layer(False, torch.nn.functional.silu)


@case
def encoder_layer_post_gelu_tanh():
    return _encoder_layer(False, lambda x: torch.nn.functional.gelu(x, approximate="tanh"))


@case
def encoder_layer_post_gelu_sigmoid():
    return _encoder_layer(False, lambda x: x * torch.sigmoid(1.702 * x))


@case
def encoder_layer_pre_tanh():
    return _encoder_layer(True, torch.tanh)


def _decoder_layer(norm_first):
    n, t, s, d, h, f = 2, 4, 5, 6, 2, 8
    layer = randomize(torch.nn.TransformerDecoderLayer(
        d, h, f, dropout=0.0, batch_first=True, norm_first=norm_first))
    target, memory, eps = rand(n, t, d), rand(n, s, d), rand(n, t, d, grad=False)
    mask, memory_mask = mask_of([4, 2], t), mask_of([3, 5], s)
    out = layer(target, memory, tgt_mask=causal_mask(t), tgt_key_padding_mask=mask == 0,
                memory_key_padding_mask=memory_mask == 0)
    (out * eps).sum().backward()
    values = dict(target=target, memory=memory, eps=eps, mask=mask, memory_mask=memory_mask,
                  out=out)
    values.update(attention_values("self", layer.self_attn))
    values.update(attention_values("cross", layer.multihead_attn))
    values.update(layer_values(layer, 3))
    return with_grads(values, "target", "memory")


@case
def decoder_layer_post():
    return _decoder_layer(False)


@case
def decoder_layer_pre():
    return _decoder_layer(True)


# ---------------------------------------------------------------- additive, multiplicative attention


def _additive(query, memory):
    w, u, v = rand(query.shape[-1], 3), rand(memory.shape[-1], 3), rand(3, 1)
    hidden = torch.tanh((query @ w)[:, :, None, :] + (memory @ u)[:, None, :, :])
    return (hidden @ v).squeeze(-1), dict(W=w, U=u, v=v)


def _additive_biased(query, memory):
    w, u, v, b = rand(query.shape[-1], 3), rand(memory.shape[-1], 3), rand(3, 1), rand(3)
    hidden = torch.tanh((query @ w)[:, :, None, :] + (memory @ u + b)[:, None, :, :])
    return (hidden @ v).squeeze(-1), dict(W=w, U=u, v=v, b=b)


def _dot(query, memory):
    return query @ memory.transpose(1, 2), {}


def _scaled_dot(query, memory):
    return query @ memory.transpose(1, 2) / query.shape[-1] ** 0.5, {}


def _general(query, memory):
    w = rand(memory.shape[-1], query.shape[-1])
    return torch.einsum("ntq,nsm,mq->nts", query, memory, w), dict(W=w)


def _location(query, memory):
    w = rand(6, query.shape[-1])
    return torch.nn.functional.linear(query, w)[:, :, :memory.shape[1]], dict(W=w)


def _cosine(query, memory):
    return 2.5 * torch.cosine_similarity(query[:, :, None, :], memory[:, None, :, :], dim=-1), {}


def _cosine_learned(query, memory):
    b = rand(1, 1)
    beta = torch.nn.functional.softplus(b)
    return beta * torch.cosine_similarity(query[:, :, None, :], memory[:, None, :, :], dim=-1), dict(b=b)


def _softmax(scores, keep):
    return torch.softmax(scores.masked_fill(keep == 0, -1e30), -1) * keep


def _global(scores, keep, query):
    return _softmax(scores, keep), {}


def _local_monotonic(scores, keep, query):
    t, s = torch.arange(scores.shape[1])[:, None], torch.arange(scores.shape[2])[None, :]
    return _softmax(scores, keep * ((s - t).abs() <= 1).double()), {}


def _local_predictive(scores, keep, query):
    """Luong et al. 2015, eq. 9 and 10, with D = 2."""
    d, size = 2, query.shape[-1]
    w, v = rand(size, size), rand(size, 1)
    centre = keep.sum(-1, keepdim=True) * torch.sigmoid(torch.tanh(query @ w) @ v)
    distance = torch.arange(scores.shape[2])[None, None, :] - centre
    weights = _softmax(scores, keep * (distance.abs() <= d).double())
    return weights * torch.exp(-distance ** 2 / (2 * (d / 2) ** 2)), dict(Wp=w, vp=v)


def _attention(score, window):
    """A query of lengths 3, 2, 1 over memories of lengths 4, 2, 0 (all padding)."""
    sizes_differ = score in (_additive, _additive_biased, _general, _location)
    query, memory = rand(3, 3, 4), rand(3, 4, 5 if sizes_differ else 4)
    query_mask, memory_mask = mask_of([3, 2, 1], 3), mask_of([4, 2, 0], 4)
    keep = query_mask[:, :, None] * memory_mask[:, None, :]
    scores, parameters = score(query, memory)
    weights, more = window(scores, keep, query)
    out = weights @ memory
    eps = rand(*out.shape, grad=False)
    (out * eps).sum().backward()
    parameters.update(more)
    values = dict(query=query, memory=memory, query_mask=query_mask, memory_mask=memory_mask,
                  eps=eps, weights=weights, out=out, **parameters)
    return with_grads(values, "query", "memory", *parameters)


for _score in (_additive, _additive_biased, _dot, _scaled_dot, _general, _location, _cosine, _cosine_learned):
    for _window in (_global, _local_monotonic, _local_predictive):
        CASES["attention" + _score.__name__ + _window.__name__] = (
            lambda score=_score, window=_window: _attention(score, window))


# ---------------------------------------------------------------- recurrent encoder


def _cell_leaves(module, suffix, gates, units):
    """(name in Java, value, gradient) of one layer and direction of nn.GRU or nn.LSTM."""
    w, u, b, c = (getattr(module, f"{part}_{kind}_{suffix}")
                  for part in ("weight", "bias") for kind in ("ih", "hh"))
    if gates == 4:
        return [("W", w.T, w.grad.T), ("U", u.T, u.grad.T), ("b", b + c, b.grad)]
    both = b.detach().clone()
    both[:2 * units] += c[:2 * units]
    return [("W", w.T, w.grad.T), ("U", u.T, u.grad.T), ("b", both, b.grad),
            ("c", c[2 * units:], c.grad[2 * units:])]


def _encoder(lstm):
    """Two layers, both directions, packed lengths 5, 3, 1. Channels: memory, then all states, known
    (and with an upstream gradient) where they are final: the last position forward, 0 backward."""
    n, s, size, units, layers = 3, 5, 3, 2, 2
    lengths = torch.tensor([5, 3, 1])
    module = (torch.nn.LSTM if lstm else torch.nn.GRU)(
        size, units, layers, batch_first=True, bidirectional=True)
    source = rand(n, s, size)
    packed = torch.nn.utils.rnn.pack_padded_sequence(source, lengths, batch_first=True)
    output, final = module(packed)
    memory, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=s)
    parts, known = [memory], [torch.ones(n, s, 2 * units)]
    for layer in range(layers):
        for direction in range(2):
            for states in final if lstm else [final]:
                position = torch.zeros(1, s, 1)
                position[0, s - 1 if direction == 0 else 0, 0] = 1
                parts.append(states[2 * layer + direction][:, None, :] * position)
                known.append(position.expand(n, s, units))
    out, known = torch.cat(parts, 2), torch.cat(known, 2)
    eps = rand(*out.shape, grad=False) * known
    (out * eps).sum().backward()
    values = dict(source=source, mask=mask_of(lengths.tolist(), s), out=out, known=known, eps=eps)
    for layer in range(layers):
        for java, suffix in (("forward", f"l{layer}"), ("backward", f"l{layer}_reverse")):
            for name, value, gradient in _cell_leaves(module, suffix, 4 if lstm else 3, units):
                values[f"{java}{layer}.{name}"] = value
                values[f"grad_{java}{layer}.{name}"] = gradient
    return with_grads(values, "source")


@case
def encoder_gru():
    return _encoder(False)


@case
def encoder_lstm():
    return _encoder(True)


# ---------------------------------------------------------------- recurrent decoder


def _gru(p, layer, x, h):
    c = p[f"layer{layer}.c"]
    inner = torch.cat([torch.zeros(2 * len(c)), c])
    w = torch.cat([p[f"layer{layer}.W"]] + ([p["layer0.C"]] if layer == 0 else []))
    return torch.gru_cell(x, h, w.T, p[f"layer{layer}.U"].T, p[f"layer{layer}.b"], inner)


def _lstm(p, layer, x, h, c):
    w = torch.cat([p[f"layer{layer}.W"]] + ([p["layer0.C"]] if layer == 0 and "layer0.C" in p else []))
    b = p[f"layer{layer}.b"]
    return torch.lstm_cell(x, (h, c), w.T, p[f"layer{layer}.U"].T, b, torch.zeros_like(b))


def _attend(scores, memory, mask):
    weights = torch.softmax(scores.masked_fill(mask == 0, -1e30), -1)
    return weights, (weights[:, None, :] @ memory)[:, 0]


def _decoder(p, memory, lengths, target, target_lengths, outputs, weights=None):
    """Common end of the decoder cases."""
    mask = mask_of(target_lengths, target.shape[1])
    out = torch.stack(outputs, 1) * mask[:, :, None]
    eps = rand(*out.shape, grad=False)
    (out * eps).sum().backward()
    values = dict(target=target, memory=memory, target_mask=mask,
                  memory_mask=mask_of(lengths, memory.shape[1]), out=out, eps=eps, **p)
    if weights:
        values["weights"] = torch.stack(weights, 1) * mask[:, :, None]
    return with_grads(values, "target", "memory", *p)


@case
def decoder_bahdanau():
    """Bahdanau et al. 2014, A.1.2 and A.2.2: GRU 3, additive 4, maxout 2, memory 2 x 2 channels."""
    n, s, t, e, units, half = 3, 4, 3, 2, 3, 2
    p = {"layer0.W": rand(e, 3 * units), "layer0.U": rand(units, 3 * units), "layer0.b": rand(3 * units),
         "layer0.c": rand(units), "layer0.C": rand(2 * half, 3 * units), "start0.h.W": rand(half, units),
         "start0.h.b": rand(units), "attention.W": rand(units, 4), "attention.U": rand(2 * half, 4),
         "attention.v": rand(4, 1), "readout.W": rand(units + 2 * half + e, 4), "readout.b": rand(4)}
    memory, target, mask = rand(n, s, 2 * half), rand(n, t, e), mask_of([4, 2, 1], s)
    h = torch.tanh(memory[:, 0, half:] @ p["start0.h.W"] + p["start0.h.b"])
    keys, outputs, alphas = memory @ p["attention.U"], [], []
    for i in range(t):
        energy = torch.tanh((h @ p["attention.W"])[:, None, :] + keys) @ p["attention.v"]
        alpha, context = _attend(energy[:, :, 0], memory, mask)
        y, before = target[:, i], h
        h = _gru(p, 0, torch.cat([y, context], 1), before)
        deep = torch.cat([before, context, y], 1) @ p["readout.W"] + p["readout.b"]
        outputs.append(torch.maximum(deep[:, :2], deep[:, 2:]))
        alphas.append(alpha)
    return _decoder(p, memory, [4, 2, 1], target, [3, 2, 1], outputs, alphas)


def _lstm_layers(e, units, layers):
    p = {}
    for layer in range(layers):
        p[f"layer{layer}.W"] = rand(e if layer == 0 else units, 4 * units)
        p[f"layer{layer}.U"], p[f"layer{layer}.b"] = rand(units, 4 * units), rand(4 * units)
    return p


def _final(encoded, units, index):
    """The index-th state behind a memory of one direction, at the last position."""
    return encoded[:, -1, units * (1 + index):units * (2 + index)]


@case
def decoder_luong():
    """Luong et al. 2015: two LSTM layers of 2, general score, input feeding 3, encoder's states."""
    n, s, t, e, units, size = 3, 4, 3, 2, 2, 3
    p = _lstm_layers(e, units, 2)
    p.update({"layer0.C": rand(size, 4 * units), "attention.W": rand(units, units),
              "attentional.W": rand(2 * units, size)})
    encoded, target, mask = rand(n, s, 5 * units), rand(n, t, e), mask_of([4, 2, 1], s)
    memory = encoded[:, :, :units]
    states = [[_final(encoded, units, 2 * layer + k) for k in range(2)] for layer in range(2)]
    fed, outputs, alphas = torch.zeros(n, size), [], []
    for i in range(t):
        states[0] = _lstm(p, 0, torch.cat([target[:, i], fed], 1), *states[0])
        states[1] = _lstm(p, 1, states[0][0], *states[1])
        h = states[1][0]
        scores = torch.einsum("nq,nsm,mq->ns", h, memory, p["attention.W"])
        alpha, context = _attend(scores, memory, mask)
        fed = torch.tanh(torch.cat([context, h], 1) @ p["attentional.W"])
        outputs.append(fed)
        alphas.append(alpha)
    return _decoder(p, encoded, [4, 2, 1], target, [3, 2, 1], outputs, alphas)


@case
def decoder_plain():
    """Sutskever et al. 2014: two LSTM layers of 2 from the encoder's final states, no attention."""
    n, s, t, e, units = 3, 4, 3, 2, 2
    p = _lstm_layers(e, units, 2)
    encoded, target = rand(n, s, 5 * units), rand(n, t, e)
    states = [[_final(encoded, units, 2 * layer + k) for k in range(2)] for layer in range(2)]
    outputs = []
    for i in range(t):
        states[0] = _lstm(p, 0, target[:, i], *states[0])
        states[1] = _lstm(p, 1, states[0][0], *states[1])
        outputs.append(states[1][0])
    return _decoder(p, encoded, [4, 2, 1], target, [3, 2, 1], outputs)


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
