"""What the scripts here share: tiny networks with seeded random weights, and the files that they become.

`write_case` makes a case of golden/backbones: `<case>.safetensors` as the library itself writes it, inputs and features in
`<case>.io.safetensors`, and `<case>.json`, which says what the network is in the evaluator's vocabulary (the README of
golden/backbones describes all three). The features are checked against double precision, every tensor is zeroed in turn to
find those that features do not need, and what common mistakes cost is written down. `write_full_size` makes the same three
files of a manifest at its own size, without those checks: they are large, and stay out of the repository.

Needs torch, transformers, safetensors and numpy.
"""
import argparse
import json
import os
import platform
import re
import tempfile
from dataclasses import dataclass, field
from typing import Callable

import numpy
import safetensors
import torch
import transformers as T
from safetensors.torch import load_file, save_file

SEED = 1001
SIDE = 32
PATCH = 8
GRID = [SIDE // PATCH, SIDE // PATCH]
WIDTH, HEADS, DEPTH, HIDDEN = 24, 2, 2, 48


@dataclass
class Case:
    """A network in a library. `build` takes changes of its configuration; `features` gives [B, D, h, w]."""
    name: str
    entry: str
    build: Callable[..., torch.nn.Module]
    features: Callable[[torch.nn.Module, torch.Tensor], torch.Tensor]
    architecture: dict
    layout: str
    library: str = "transformers"
    key_prefix: str = ""
    ignored_prefixes: list = field(default_factory=list)
    kwargs: dict = field(default_factory=dict)
    made_by: str = ""
    notes: list = field(default_factory=list)
    # Changes of the configuration that a reader may take it for, by the name under which their cost is written.
    mistakes: dict = field(default_factory=dict)
    family: str = "vit"
    prefix_tokens: int = 0
    grid: list = field(default_factory=lambda: list(GRID))
    side: int = SIDE
    patch: int = PATCH


@dataclass
class FullSize:
    """The library's network for a manifest of the evaluator."""
    id: str
    build: Callable[[], torch.nn.Module]
    features: Callable[[torch.nn.Module, torch.Tensor], torch.Tensor]
    library: str = "transformers"


def norm(eps, kind="layer_norm", bias=True):
    return {"type": kind, "eps": eps, "bias": bias}


def architecture(eps, activation="gelu_erf", class_token=True, registers=0, slots=1, patch_bias=True, layer_scale=False,
                 pre_norm=False, positions=None, **more):
    """What all cases here say about a plain transformer of this file's sizes; `more` adds to it or replaces."""
    scale = {"keys": ["ls1.gamma", "ls2.gamma"]} if layer_scale else None
    return {
        "embed_dim": WIDTH, "depth": DEPTH, "num_heads": HEADS, "head_dim": WIDTH // HEADS, "qkv_bias": True,
        "proj_bias": True,
        "mlp": {"type": "mlp", "hidden": HIDDEN, "activation": activation, "keys": {"up": "fc1", "down": "fc2"},
                "bias": True, "input_norm": None},
        "norm": norm(eps),
        "patch_embed": {"type": "conv", "kernel": [PATCH, PATCH], "stride": [PATCH, PATCH], "padding": [0, 0],
                        "bias": patch_bias, "norm": None},
        "class_token": class_token, "register_tokens": registers,
        "pos_embed": {"type": "learned_absolute", "grid": GRID, "prefix_slots": slots, **(positions or {})},
        "layer_scale": scale, "pre_norm": norm(eps) if pre_norm else None,
        "final_norm": {**norm(eps), "key": "norm"}, **more,
    }


# Gate and up projection of a SwiGLU, two thirds as wide as the MLP would be, rounded up to a multiple of 8.
SWIGLU = {"type": "swiglu", "hidden": (HIDDEN * 2 // 3 + 7) // 8 * 8, "activation": "silu",
          "keys": {"gate": "fc1_g", "up": "fc1_x", "down": "fc2"}, "bias": True, "input_norm": None}


def to_grid(tokens, prefix, grid):
    """[B, prefix + h * w, D] -> [B, D, h, w]"""
    return tokens[:, prefix:].transpose(1, 2).reshape(tokens.shape[0], -1, *grid)


@torch.no_grad()
def redraw(model, generator):
    """Normals that let each parameter matter: the first layers small, so that the epsilon of the first norm shows."""
    for key, value in model.named_parameters():
        noise = torch.randn(value.shape, generator=generator)
        name = key.lower()
        if value.dim() == 1 and ("norm" in name or "ln_" in name) and name.endswith("weight"):
            value.copy_(1 + 0.2 * noise)
        elif "lambda" in name or "gamma" in name or "grandma" in name:
            value.copy_(0.6 + 0.1 * noise)
        elif "freqs" in name:
            value.copy_(2 * noise)
        elif "embed" in name or "token" in name or "conv1" in name or "registers" in name:
            scale = 2e-4 if value.dim() >= 4 else 2e-3
            value.copy_(scale * noise)
        elif value.dim() < 2:
            value.copy_(0.2 * noise)
        else:
            value.copy_(1.2 * noise * value[0].numel() ** -0.5)


def stored(model, library):
    """Tensors under the keys of the library's own files."""
    if library != "transformers":
        return {key: value.contiguous().clone() for key, value in model.state_dict().items()}
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        return load_file(os.path.join(folder, "model.safetensors"))


def with_tensors(case, tensors, **changes):
    """The network with these tensors, and another configuration where it is changed."""
    model = case.build(**changes).eval()
    if case.library != "transformers":
        model.load_state_dict(tensors)
        return model
    with tempfile.TemporaryDirectory() as folder:
        model.config.save_pretrained(folder)
        save_file(tensors, os.path.join(folder, "model.safetensors"), metadata={"format": "pt"})
        return type(model).from_pretrained(folder).eval()


def difference(a, b):
    return ((a.double() - b.double()).norm() / b.double().norm()).item()


def write_case(case, folder):
    generator = torch.Generator().manual_seed(SEED)
    torch.manual_seed(SEED)
    model = case.build().eval()
    redraw(model, generator)
    pixels = torch.randn(2, 3, case.side, case.side, generator=generator)
    with torch.no_grad():
        features = case.features(model, pixels).contiguous()
        tensors = {key: value.float() for key, value in sorted(stored(model, case.library).items())}
        again = case.features(with_tensors(case, tensors), pixels)
        assert torch.equal(again, features), f"{case.name}: reloaded weights give other features"
        exact = case.features(with_tensors(case, tensors).double(), pixels.double())
        unused, weakest = zeroed(case, tensors, pixels, features)
        mistakes = {name: difference(case.features(with_tensors(case, tensors, **change), pixels), features)
                    for name, change in case.mistakes.items()}
    save_file(tensors, f"{folder}/{case.name}.safetensors")
    save_file({"pixel_values": pixels, "features": features}, f"{folder}/{case.name}.io.safetensors")
    checks = {"features_std": features.std().item(), "features_max_abs": features.abs().max().item(),
              "relative_to_float64": difference(features, exact), "relative_change_if": mistakes,
              "weakest_used_key_when_zeroed": weakest}
    description = describe(case, model, features, list(tensors), unused, checks)
    with open(f"{folder}/{case.name}.json", "w") as file:
        file.write(json.dumps(description, indent=1) + "\n")
    print(case.name, json.dumps(checks))
    assert checks["relative_to_float64"] < 1e-5 and weakest["relative_change"] > 2e-3, case.name


# Softmax does not see what is added to all keys alike.
KEY_BIAS = re.compile(r"\.(key|k_proj)\.bias$")


def zeroed(case, tensors, pixels, features):
    """Keys that features do not need, and the needed one that changes them least; biases of attention's keys are neither."""
    unused, weakest = [], {"key": "", "relative_change": float("inf")}
    outside = lambda key: not key.startswith(case.key_prefix)
    for key, value in tensors.items():
        if outside(key) or not value.is_floating_point():
            unused.append(key)
            continue
        change = difference(case.features(with_tensors(case, {**tensors, key: torch.zeros_like(value)}), pixels), features)
        if KEY_BIAS.search(key):
            assert change < 1e-5, key
        elif change == 0:
            unused.append(key)
        elif change < weakest["relative_change"]:
            weakest = {"key": key, "relative_change": change}
    return unused, weakest


def version_of(library):
    """null: the authors' code is not a package with versions."""
    return getattr(__import__(library), "__version__", None) if library in ("transformers", "open_clip") else None


def describe(case, model, features, keys, unused, checks):
    network = getattr(model, "inner", model)
    return {
        "case": case.name, "family": case.family, "input_size": [3, case.side, case.side], "patch_size": [case.patch, case.patch],
        "stride": case.patch, "prefix_tokens": case.prefix_tokens, "feature_dim": features.shape[1], "grid": case.grid,
        "architecture": case.architecture,
        "reference": {"library": case.library, "version": version_of(case.library), "entry": case.entry,
                      "kwargs": case.kwargs, "made_by": case.made_by},
        "class": f"{type(network).__module__}.{type(network).__qualname__}",
        "weights": {"file": f"{case.name}.safetensors", "dtype": "float32", "layout": case.layout,
                    "key_prefix": case.key_prefix, "ignored_prefixes": case.ignored_prefixes, "tensors": len(keys),
                    "unused_keys": unused},
        "io": {"file": f"{case.name}.io.safetensors", "pixel_values": [2, 3, case.side, case.side],
               "features": list(features.shape)},
        "seed": SEED,
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "transformers": T.__version__,
                     "safetensors": safetensors.__version__, "numpy": numpy.__version__},
        "notes": case.notes, "checks": checks,
    }


def write_full_size(full, folder):
    """The network of a manifest at its own size as a case in `folder`, and its keys as `<id>.keys.json`."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(f"{here}/../../manifests/{full.id}.json") as file:
        manifest = json.load(file)
    weights = manifest["options"].pop("weights", {})
    prefix = weights.get("key_prefix", "")
    prefixes = [prefix] if isinstance(prefix, str) else prefix
    ignored = weights.get("ignored_prefixes", [])
    model = full.build().eval()
    generator = torch.Generator().manual_seed(SEED)
    redraw(model, generator)
    side = manifest["inputSize"]
    pixels = torch.randn(1, 3, side, side, generator=generator)
    with torch.no_grad():
        features = full.features(model, pixels).contiguous()
    tensors = stored(model, full.library)
    save_file(tensors, f"{folder}/{full.id}.safetensors")
    save_file({"pixel_values": pixels, "features": features}, f"{folder}/{full.id}.io.safetensors")
    used = next(prefix for prefix in prefixes if any(key.startswith(prefix) for key in tensors))
    case = {
        "case": full.id, "family": manifest["family"], "input_size": [3, side, side], "feature_dim": manifest["featureDim"],
        "grid": manifest["featureGrid"], "architecture": manifest["options"],
        "weights": {"file": f"{full.id}.safetensors", "layout": weights.get("layout", "timm"), "key_prefix": used,
                    "ignored_prefixes": ignored},
        "io": {"file": f"{full.id}.io.safetensors", "features": list(features.shape)},
    }
    with open(f"{folder}/{full.id}.json", "w") as file:
        json.dump(case, file)
    needed = {key: list(value.shape) for key, value in tensors.items()
              if key.startswith(used) and not key.startswith(tuple(ignored)) and value.is_floating_point()}
    with open(f"{folder}/{full.id}.keys.json", "w") as file:
        file.write(published_keys(needed) + "\n")
    print(full.id, list(features.shape), f"std {features.std().item():.3g}")


def published_keys(dims_by_key):
    """Keys and shapes as the manifests' keys files have them: `blocks.{0-11}.norm1.weight` stands for twelve keys."""
    rows = {}
    for key, dims in dims_by_key.items():
        numbers = re.findall(r"(?<=\.)\d+(?=\.)", key)
        # Of two numbers the last counts blocks: the first is the chunk they lie in.
        index = int(numbers[-1]) if numbers else None
        pattern = re.sub(r"(.*\.)\d+(?=\.)", r"\1{}", key, count=1) if numbers else key
        rows.setdefault((pattern, tuple(dims)), []).append(index)
    lines = []
    for (pattern, dims), indices in rows.items():
        name = pattern if indices == [None] else pattern.replace("{}", ranges(sorted(indices)))
        lines.append(f'    {json.dumps(name)}: {json.dumps(list(dims))}')
    parameters = sum(numpy.prod(dims, dtype=int) for dims in dims_by_key.values())
    return f'{{\n  "parameters": {parameters},\n  "keys": {{\n' + ",\n".join(lines) + "\n  }\n}"


def ranges(indices):
    """[0, 1, 2, 5] as "{0-2,5-5}"; one number as itself."""
    if len(indices) == 1:
        return str(indices[0])
    runs = []
    for index in indices:
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return "{" + ",".join(f"{first}-{last}" for first, last in runs) + "}"


def arguments(description, full_sizes, code=False):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", required=True, help="folder for the files")
    parser.add_argument("--only", help="one case")
    parser.add_argument("--full-size", metavar="ID", choices=sorted(full_sizes),
                        help="the network of a manifest at its own size, in place of the cases")
    if code:
        parser.add_argument("--code", required=True, help="folder of the authors' repositories")
    return parser.parse_args()


def run(options, cases, full_sizes):
    torch.set_num_threads(1)
    T.logging.set_verbosity_error()
    T.logging.disable_progress_bar()
    if options.full_size:
        return write_full_size(full_sizes[options.full_size], options.out)
    for case in cases:
        if options.only in (None, case.name):
            write_case(case, options.out)
