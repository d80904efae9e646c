#!/usr/bin/env python3
"""Reference cases of backbones as transformers, open_clip and the authors' own code compute them, in their own key names.

  python3 transformers_cases.py --out evaluator/golden/backbones [--only layout_vit_transformers]

Each case is a tiny network with seeded random weights: `<case>.safetensors` as the library itself writes it, inputs and
features in `<case>.io.safetensors`, and `<case>.json`, which says what the network is in the evaluator's vocabulary (the
README of golden/backbones describes all three). The features are checked against double precision, every tensor is zeroed in
turn to find those that features do not need, and what common mistakes cost is written down.

Needs torch, transformers, safetensors and numpy; the cases of open_clip also open_clip_torch.
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


def to_grid(tokens, prefix, grid):
    """[B, prefix + h * w, D] -> [B, D, h, w]"""
    return tokens[:, prefix:].transpose(1, 2).reshape(tokens.shape[0], -1, *grid)


SIZES = dict(hidden_size=WIDTH, num_hidden_layers=DEPTH, num_attention_heads=HEADS, intermediate_size=HIDDEN,
             image_size=SIDE, patch_size=PATCH)
DINO_SIZES = {**{k: v for k, v in SIZES.items() if k != "intermediate_size"}, "mlp_ratio": HIDDEN // WIDTH}
TEXT = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, vocab_size=8,
            max_position_embeddings=4, projection_size=16)
MAE_DECODER = dict(decoder_hidden_size=16, decoder_num_hidden_layers=1, decoder_num_attention_heads=2,
                   decoder_intermediate_size=16)
EPS_AND_ACTIVATION = {"eps_1e-6": {"layer_norm_eps": 1e-6}, "gelu_tanh": {"hidden_act": "gelu_pytorch_tanh"}}


def model_of(model, config, sizes):
    return lambda **changes: model(config(**{**sizes, **changes}))


def two_towers(model, config, vision):
    return lambda **changes: model(config(text_config=TEXT, vision_config={**vision, **changes}))


def mae_features(model, x):
    """All patches, in their order: the noise that would shuffle them rises."""
    patches = GRID[0] * GRID[1]
    noise = torch.arange(patches, dtype=x.dtype).expand(x.shape[0], -1)
    return to_grid(model.vit(x, noise=noise).last_hidden_state, 1, GRID)


def clip_features(model, x):
    """transformers norms CLIP's class token alone; the features have the norm on every token, as timm has it."""
    tokens = model.vision_model(x).last_hidden_state
    return to_grid(model.vision_model.post_layernorm(tokens), 1, GRID)


LAST = lambda prefix, grid=GRID: lambda model, x: to_grid(model(x).last_hidden_state, prefix, grid)

TRANSFORMERS = [
    Case("layout_vit_transformers", "ViTModel", model_of(T.ViTModel, T.ViTConfig, SIZES), LAST(1), architecture(1e-12),
         "transformers_vit", kwargs=SIZES, ignored_prefixes=["pooler."], prefix_tokens=1, mistakes=EPS_AND_ACTIVATION,
         made_by="transformers.ViTModel(config)(x).last_hidden_state without the class token",
         notes=["eps 1e-12, where timm has 1e-6 for the same weights", "the pooler is not used"]),
    Case("layout_mae_transformers", "ViTMAEForPreTraining",
         model_of(T.ViTMAEForPreTraining, T.ViTMAEConfig, {**SIZES, **MAE_DECODER, "mask_ratio": 0.0}), mae_features,
         architecture(1e-12), "transformers_vit", key_prefix="vit.", kwargs={**SIZES, **MAE_DECODER, "mask_ratio": 0.0},
         prefix_tokens=1, mistakes=EPS_AND_ACTIVATION,
         made_by="transformers.ViTMAEForPreTraining(config).vit(x, noise=rising) without the class token",
         notes=["nothing is masked or shuffled", "the decoder lies outside the prefix"]),
    Case("layout_dinov2_transformers", "Dinov2Model", model_of(T.Dinov2Model, T.Dinov2Config, DINO_SIZES), LAST(1),
         architecture(1e-6, layer_scale=True), "transformers_dinov2", kwargs=DINO_SIZES,
         ignored_prefixes=["embeddings.mask_token"], prefix_tokens=1,
         mistakes={"eps_1e-5": {"layer_norm_eps": 1e-5}, "gelu_tanh": {"hidden_act": "gelu_pytorch_tanh"}},
         made_by="transformers.Dinov2Model(config)(x).last_hidden_state without the class token"),
    Case("layout_dinov2_transformers_resample", "Dinov2Model",
         model_of(T.Dinov2Model, T.Dinov2Config, {**DINO_SIZES, "image_size": 40}), LAST(1),
         architecture(1e-6, layer_scale=True, positions={
             "grid": [5, 5], "run_grid": GRID,
             "resample": {"kernel": "bicubic", "antialias": False, "cubic_a": -0.75, "align_corners": False,
                          "prefix_slots_kept": True, "offset": 0}}),
         "transformers_dinov2", kwargs={**DINO_SIZES, "image_size": 40}, ignored_prefixes=["embeddings.mask_token"],
         prefix_tokens=1, made_by="transformers.Dinov2Model(config)(x).last_hidden_state without the class token",
         notes=["stored positions 5 x 5, run 4 x 4: no antialiasing and no offset, unlike timm's and DINOv2's own code"]),
    Case("layout_dinov2_registers_transformers", "Dinov2WithRegistersModel",
         model_of(T.Dinov2WithRegistersModel, T.Dinov2WithRegistersConfig, {**DINO_SIZES, "num_register_tokens": 2}),
         LAST(3), architecture(1e-6, layer_scale=True, registers=2), "transformers_dinov2",
         kwargs={**DINO_SIZES, "num_register_tokens": 2}, ignored_prefixes=["embeddings.mask_token"], prefix_tokens=3,
         made_by="transformers.Dinov2WithRegistersModel(config)(x).last_hidden_state without class token and registers",
         notes=["a position for the class token and none for the registers behind it"]),
    Case("layout_dinov3_transformers", "DINOv3ViTModel",
         model_of(T.DINOv3ViTModel, T.DINOv3ViTConfig, {**SIZES, "num_register_tokens": 2}), LAST(3),
         architecture(1e-5, layer_scale=True, registers=2, pos_embed=None, rope={
             "type": "dinov3", "temperature": 100.0, "rotate_half": True, "axis_order": ["y", "x"]}),
         "transformers_dinov3", family="dinov3", kwargs={**SIZES, "num_register_tokens": 2},
         ignored_prefixes=["embeddings.mask_token"], prefix_tokens=3,
         mistakes={"eps_1e-6": {"layer_norm_eps": 1e-6}, "gelu_tanh": {"hidden_act": "gelu_pytorch_tanh"},
                   "k_bias": {"key_bias": True}},
         made_by="transformers.DINOv3ViTModel(config)(x).last_hidden_state without class token and registers",
         notes=["q and v have biases, k has none"]),
    Case("layout_siglip_transformers", "SiglipModel", two_towers(T.SiglipModel, T.SiglipConfig, SIZES),
         lambda model, x: to_grid(model.vision_model(x).last_hidden_state, 0, GRID),
         architecture(1e-6, "gelu_tanh", class_token=False, slots=0), "transformers_clip", key_prefix="vision_model.",
         kwargs={"text_config": TEXT, "vision_config": SIZES}, ignored_prefixes=["vision_model.head."],
         mistakes={"eps_1e-5": {"layer_norm_eps": 1e-5}, "gelu_erf": {"hidden_act": "gelu"}},
         made_by="transformers.SiglipModel(config).vision_model(x).last_hidden_state",
         notes=["tanh GELU; the pooling head is not used; files of SigLIP 2 of fixed size have the same keys"]),
    Case("layout_clip_transformers", "CLIPModel", two_towers(T.CLIPModel, T.CLIPConfig, SIZES), clip_features,
         architecture(1e-5, "quick_gelu", patch_bias=False, pre_norm=True), "transformers_clip",
         key_prefix="vision_model.", kwargs={"text_config": TEXT, "vision_config": SIZES}, prefix_tokens=1,
         mistakes={"eps_1e-6": {"layer_norm_eps": 1e-6}, "gelu_erf": {"hidden_act": "gelu"}},
         made_by="vision_model.post_layernorm(transformers.CLIPModel(config).vision_model(x).last_hidden_state) without the class token",
         notes=["last_hidden_state lacks post_layernorm, which transformers applies to the class token alone"]),
]


def open_clip_tower(**changes):
    import open_clip
    vision = {"image_size": SIDE, "patch_size": PATCH, "width": WIDTH, "layers": DEPTH, "head_width": WIDTH // HEADS,
              "mlp_ratio": HIDDEN / WIDTH, "ls_init_value": 1.0, "output_tokens": True}
    text = {"context_length": 4, "vocab_size": 8, "width": 16, "heads": 2, "layers": 1}
    return open_clip.CLIP(embed_dim=16, vision_cfg=vision, text_cfg=text, **changes)


OPEN_CLIP = [
    Case("layout_tower_openclip", "CLIP", open_clip_tower, lambda model, x: to_grid(model.visual(x)[1], 0, GRID),
         architecture(1e-5, patch_bias=False, pre_norm=True, layer_scale=True), "openai_clip", library="open_clip",
         key_prefix="visual.", ignored_prefixes=["visual.proj"], prefix_tokens=1, mistakes={"quick_gelu": {"quick_gelu": True}},
         made_by="patch tokens of open_clip.CLIP(...).visual(x) with output_tokens",
         notes=["open_clip's own transformer with LayerScale; GELU, where OpenAI's weights take QuickGELU"]),
]

CASES = TRANSFORMERS + OPEN_CLIP


@torch.no_grad()
def redraw(model, generator):
    """Normals that let each parameter matter: the first layers small, so that the epsilon of the first norm shows."""
    for key, value in model.named_parameters():
        noise = torch.randn(value.shape, generator=generator)
        name = key.lower()
        if value.dim() == 1 and ("norm" in name or "ln_" in name) and name.endswith("weight"):
            value.copy_(1 + 0.2 * noise)
        elif "lambda" in name or "gamma" in name:
            value.copy_(0.6 + 0.1 * noise)
        elif "embed" in name or "token" in name or "conv1" in name or "registers" in name:
            scale = 2e-4 if value.dim() == 4 else 2e-3
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


def write(case, folder):
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
    return __import__(library).__version__


def describe(case, model, features, keys, unused, checks):
    return {
        "case": case.name, "family": case.family, "input_size": [3, case.side, case.side], "patch_size": [PATCH, PATCH],
        "stride": PATCH, "prefix_tokens": case.prefix_tokens, "feature_dim": features.shape[1], "grid": case.grid,
        "architecture": case.architecture,
        "reference": {"library": case.library, "version": version_of(case.library), "entry": case.entry,
                      "kwargs": case.kwargs, "made_by": case.made_by},
        "class": f"{type(model).__module__}.{type(model).__qualname__}",
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, help="folder for the cases")
    parser.add_argument("--only", help="one case")
    options = parser.parse_args()
    torch.set_num_threads(1)
    T.logging.set_verbosity_error()
    T.logging.disable_progress_bar()
    for case in CASES:
        if options.only in (None, case.name):
            write(case, options.out)


if __name__ == "__main__":
    main()
