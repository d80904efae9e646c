"""Writes checkpoints as torch.save writes them, and what torch itself loads from them, for the tests of the reader.

  python3 make_fixtures.py > ../../src/checkpoints/torch-files.fixture.json

Needs PyTorch 2 and NumPy. All values are made up: counted, or seeded random numbers. Each case: the file, the entry that
holds its state dict (null: the top level), and the tensors that torch.load gives below it, as bytes in row-major order.
"""
import argparse, base64, io, json, os, warnings, zipfile, zlib
from collections import OrderedDict

import numpy, torch
from torch import nn

DTYPES = {
    torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64",
    torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
}  # fmt: skip


def model():
    torch.manual_seed(1)
    return nn.Sequential(OrderedDict(stem=nn.Conv2d(3, 4, 3), norm=nn.BatchNorm2d(4), head=nn.Linear(4, 2)))


def dtypes():
    numbers = torch.arange(-3, 9).reshape(3, 4)
    named = {name.lower(): numbers.to(dtype) for dtype, name in DTYPES.items() if name not in ("BOOL", "U8")}
    return {**named, "u8": (numbers + 3).to(torch.uint8), "bool": numbers % 2 == 0}


def views():
    base = torch.arange(48, dtype=torch.float32)
    return {
        "whole": base,
        "part": base[5:17],
        "strided": base[1::3],
        "matrix": base.reshape(6, 8),
        "transposed": base.reshape(6, 8).t(),
        "corner": base.reshape(6, 8)[2:5, 3:7],
        "permuted": base.reshape(2, 3, 8).permute(2, 0, 1),
        "expanded": base[3:7].expand(3, 4),
        "overlapping": base.as_strided((5, 4), (2, 1), 7),
        "channels_last": torch.arange(120.0).reshape(2, 5, 3, 4).to(memory_format=torch.channels_last),
        "scalar": torch.tensor(7.5),
        "empty": torch.zeros(0, 4),
        "half_transposed": torch.arange(12).half().reshape(3, 4).t(),
        "int8_transposed": torch.arange(12).to(torch.int8).reshape(3, 4).t(),
        "double_transposed": torch.arange(12).double().reshape(3, 4).t(),
    }


def training():
    torch.manual_seed(2)
    network = model()
    optimizer = torch.optim.AdamW(network.parameters())
    for parameter in network.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    return {
        "epoch": 3,
        "arch": "vit_base",
        "model": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "args": argparse.Namespace(lr=0.1, betas=(0.9, 0.95), output=None),
        "best": numpy.float64(76.5),
        "loss": [1.5, float("inf"), 2**70, -(2**40), True],
        "classes": {"a", "b"},
        "salt": b"\x00\xff",
        "dtype": torch.float16,
        "size": torch.Size([3, 4]),
        "device": torch.device("cpu"),
    }


def parameters():
    torch.manual_seed(3)
    tied = nn.Parameter(torch.randn(3, 2))
    marked = nn.Parameter(torch.randn(2))
    marked.note = "kept by _rebuild_parameter_with_state"
    return {"encoder.weight": tied, "decoder.weight": tied, "bias": nn.Parameter(torch.randn(2).bfloat16()), "marked": marked}


def nested():
    torch.manual_seed(4)
    backbone = {"blocks": {0: {"weight": torch.randn(2, 2)}, 1: {"weight": torch.randn(2, 2)}}, "norm.weight": torch.randn(2)}
    return {"teacher": {"backbone": backbone, "head": {"weight": torch.randn(1)}}, "iteration": 12}


def saved(value, **options):
    stream = io.BytesIO()
    torch.save(value, stream, **options)
    return stream.getvalue()


def deflated(content):
    """The same entries deflated, as a repacked archive has them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(zipfile.ZipInfo(info.filename), source.read(info), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def flatten(value, prefix=""):
    if isinstance(value, torch.Tensor):
        yield prefix, value.detach()
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{prefix}.{key}" if prefix else str(key))


def case(content, entry=None):
    value = torch.load(io.BytesIO(content), weights_only=False)
    for part in (entry or "").split(".") if entry else []:
        value = value[part]
    tensors = {}
    for key, tensor in flatten(value):
        raw = tensor.contiguous().reshape(-1).view(torch.uint8) if tensor.numel() else torch.zeros(0, dtype=torch.uint8)
        data = base64.b64encode(raw.numpy().tobytes()).decode()
        tensors[key] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data": data}
    packed = base64.b64encode(zlib.compress(content, 9)).decode()
    return {"file": packed, "entry": entry, "tensors": tensors}


class Command:
    """What a hostile file does: unpickling calls the function."""

    def __init__(self, function, *arguments):
        self.reduced = (function, arguments)

    def __reduce__(self):
        return self.reduced


def scripted():
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(nn.Linear(2, 2)), stream)
    return stream.getvalue()


def big_endian(content):
    """The same file with another mark of the same length, which leaves the archive whole."""
    return content.replace(b"little", b"biggie")


LEGACY = {"_use_new_zipfile_serialization": False}
CASES = {
    "model-zip": case(saved(model().state_dict())),
    "model-legacy": case(saved(model().state_dict(), **LEGACY)),
    "dtypes-zip": case(saved(dtypes())),
    "dtypes-legacy": case(saved(dtypes(), **LEGACY)),
    "dtypes-protocol-5": case(saved(dtypes(), pickle_protocol=5)),
    "views-zip": case(saved(views())),
    "views-legacy": case(saved(views(), **LEGACY)),
    "views-deflated": case(deflated(saved(views()))),
    "training-zip": case(saved(training()), "model"),
    "training-legacy": case(saved(training(), **LEGACY), "model"),
    "training-protocol-4": case(saved(training(), pickle_protocol=4), "model"),
    "parameters-zip": case(saved(parameters())),
    "parameters-legacy": case(saved(parameters(), **LEGACY)),
    "nested-zip": case(saved(nested()), "teacher.backbone"),
    "nested-legacy": case(saved(nested(), **LEGACY), "teacher.backbone"),
}

state = {"weight": torch.ones(2)}
REFUSED = {
    "system": (saved({**state, "args": Command(os.system, "true")}), "posix.system"),
    "system-legacy": (saved({**state, "args": Command(os.system, "true")}, **LEGACY), "posix.system"),
    "eval": (saved({**state, "args": Command(eval, "1")}), "__builtin__.eval"),
    "nested-pickle": (saved({**state, "args": Command(torch.storage._load_from_bytes, b"")}), "torch.storage._load_from_bytes"),
    "partial-protocol-5": (saved({**state, "args": Command(getattr, state, "x")}, pickle_protocol=5), "builtins.getattr"),
    "module": (saved(nn.Linear(2, 2)), "torch.nn.modules.linear.Linear"),
    "module-legacy": (saved(nn.Linear(2, 2), **LEGACY), "torch.nn.modules.linear.Linear"),
    "sparse": (saved({"weight": torch.eye(2).to_sparse()}), "torch._utils._rebuild_sparse_tensor"),
    "array": (saved({"weight": numpy.ones(2)}), "numpy._core.multiarray._reconstruct"),
    "complex": (saved({"weight": torch.ones(2, dtype=torch.complex64)}), "torch.ComplexFloatStorage"),
    "torchscript": (scripted(), "is a TorchScript program"),
    "big-endian": (big_endian(saved(state)), 'byte order "biggie"'),
}

if __name__ == "__main__":
    origin = f"evaluator/tools/checkpoints/make_fixtures.py with PyTorch {torch.__version__.split('+')[0]}; made-up values; files deflated, base64"
    refused = {
        name: {"file": base64.b64encode(zlib.compress(content, 9)).decode(), "says": says}
        for name, (content, says) in REFUSED.items()
    }
    print(json.dumps({"origin": origin, "cases": CASES, "refused": refused}, indent=2))
