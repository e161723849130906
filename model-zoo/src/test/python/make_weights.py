"""Files of weights as PyTorch, safetensors and NumPy write them, and the numbers that they hold.

  python3 -m venv .venv && .venv/bin/pip install torch numpy safetensors
  .venv/bin/python model-zoo/src/test/python/make_weights.py

Everything is written to model-zoo/src/test/resources/weights; expected.json has, for each file, each
tensor's shape and its numbers as float32.
"""

import collections
import io
import json
import os
import pathlib
import zipfile

import numpy as np
import torch
from safetensors.torch import save_file

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "weights"
EXPECTED = {}


def expect(file, tensors):
    """Notes what a reader has to find; NaN and infinity as text, as JSON has neither."""
    entries = EXPECTED[file] = {}
    for name, tensor in tensors.items():
        array = tensor.detach().to(torch.float32).contiguous().numpy()
        numbers = [v if np.isfinite(v) else str(v) for v in array.reshape(-1).astype(float)]
        entries[name] = {"shape": list(array.shape), "numbers": numbers}


def types():
    """One tensor of each type, with the numbers at the ends of their ranges."""
    generator = torch.Generator().manual_seed(1)
    return collections.OrderedDict(
        [
            ("float32", torch.randn(2, 3, generator=generator)),
            ("float64", torch.randn(4, generator=generator, dtype=torch.float64)),
            (
                "float16",
                torch.tensor([[65504.0, 6e-8, -0.0], [1 / 3, float("inf"), -6.1e-5]]).half(),
            ),
            ("bfloat16", torch.tensor([3.0e38, 1 / 3, -1e-40]).bfloat16()),
            ("int64", torch.tensor([-(2**40), 0, 2**62])),
            ("int32", torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32)),
            ("int16", torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16)),
            ("int8", torch.tensor([[-128], [127]], dtype=torch.int8)),
            ("uint8", torch.tensor([0, 255], dtype=torch.uint8)),
            ("bool", torch.tensor([True, False])),
            ("a number", torch.tensor(2.5)),
            ("none.at all", torch.zeros(0, 3)),
        ]
    )


def views():
    """Tensors that are parts of others, in PyTorch's format only."""
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 7
    return collections.OrderedDict(
        [
            ("base", base),
            ("transposed", base.permute(2, 0, 1)),
            ("slice", base[1, 1:, 1:3]),
            ("every second", base.reshape(-1)[1::2]),
            ("row", base[1, 2]),
            ("expanded", base[0, 0, :3].expand(2, 3)),
            ("parameter", torch.nn.Parameter(base[0] * 2)),
        ]
    )


def safetensors():
    tensors = types()
    save_file(tensors, OUT / "types.safetensors", metadata={"format": "pt", "note": "größer"})
    (OUT / "types.safetensors").chmod(0o644)
    expect("types.safetensors", tensors)


def pytorch():
    torch.save(types(), OUT / "types.pt")
    expect("types.pt", types())
    torch.save(views(), OUT / "views.pt")
    expect("views.pt", views())

    torch.manual_seed(2)
    model = torch.nn.Sequential(
        torch.nn.Linear(3, 2), torch.nn.LayerNorm(2), torch.nn.Embedding(4, 2)
    )
    model[2].weight = torch.nn.Parameter(model[2].weight.detach())
    optimizer = torch.optim.Adam(model.parameters())
    model[1](model[0](torch.randn(5, 3))).sum().backward()
    optimizer.step()
    checkpoint = {
        "epoch": 3,
        "loss": 0.5,
        "name": "größer",
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    torch.save(checkpoint, OUT / "checkpoint.pt")
    state = {
        f"optimizer.state.{i}.{k}": v
        for i, each in optimizer.state_dict()["state"].items()
        for k, v in each.items()
    }
    expect("checkpoint.pt", {f"model.{k}": v for k, v in model.state_dict().items()} | state)

    for protocol in 3, 4:
        file = f"protocol-{protocol}.pt"
        torch.save(model.state_dict(), OUT / file, pickle_protocol=protocol)
        expect(file, model.state_dict())
    torch.save(
        {"weight": torch.ones(2)}, OUT / "before-1.6.pt", _use_new_zipfile_serialization=False
    )
    torch.save(model, OUT / "whole-model.pt")
    torch.save({"weight": torch.ones(2), "harm": Harm()}, OUT / "harm.pt")


class Harm:
    """What a pickle can do to a reader that trusts it."""

    def __reduce__(self):
        return os.system, ("touch harmed",)


def numpy():
    arrays = {
        name: tensor.numpy() for name, tensor in types().items() if name != "bfloat16"
    }
    arrays["big-endian"] = arrays["float32"].astype(">f4")
    arrays["fortran"] = np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4))
    arrays["unsigned"] = np.array([0, 2**63 + 2**40], dtype=np.uint64)
    arrays["special:model.yml"] = np.frombuffer("type: größer\n\0".encode(), dtype=np.int8)
    arrays["text"] = np.array(b"a: 1\n")
    expected = {k: torch.tensor(v.astype(np.float32)) for k, v in arrays.items() if k != "text"}
    expected["text"] = torch.tensor(list(b"a: 1\n"))
    for file, save in ("arrays.npz", np.savez), ("compressed.npz", np.savez_compressed):
        fixed(file, lambda buffer: save(buffer, **arrays))
        expect(file, expected)
    np.save(OUT / "single.npy", arrays["fortran"])
    expect("single.npy", {"arr_0": expected["fortran"]})
    np.save(OUT / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)


def fixed(file, write):
    """The same bytes whenever it is written."""
    buffer = io.BytesIO()
    write(buffer)
    (OUT / file).write_bytes(buffer.getvalue())
    with zipfile.ZipFile(OUT / file) as check:
        assert check.testzip() is None


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    safetensors()
    pytorch()
    numpy()
    text = json.dumps(EXPECTED, ensure_ascii=False, indent=1)
    (OUT / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
