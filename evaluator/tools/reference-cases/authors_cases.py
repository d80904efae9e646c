#!/usr/bin/env python3
"""Reference cases of backbones that their authors' own code computes, in the names of the files that it loads.

  python3 authors_cases.py --code FOLDER --out evaluator/golden/backbones [--only capi]
  python3 authors_cases.py --code FOLDER --out FOLDER --full-size capi-l

FOLDER holds checkouts of valeoai/Franca, facebookresearch/capi, facebookresearch/vjepa2 and NVlabs/RADIO, each under the
repository's own name; only the code of the cases that are made is imported, and nothing of it is kept. Needs what
library_case.py needs and what that code imports.
"""
import argparse
import os
import sys

import torch

from library_case import (
    GRID, HIDDEN, PATCH, SIDE, SWIGLU, WIDTH, Case, FullSize, architecture, arguments, norm, run, to_grid)


def franca(embed_dim, depth, num_heads, mlp_ratio, img_size, patch_size, block_chunks):
    from franca.models.vision_transformer import DinoVisionTransformer
    return DinoVisionTransformer(
        img_size=img_size, patch_size=patch_size, embed_dim=embed_dim, depth=depth, num_heads=num_heads,
        mlp_ratio=mlp_ratio, init_values=1e-5, ffn_layer="swiglufused", block_chunks=block_chunks)


def franca_features(grid):
    return lambda model, x: to_grid(model.forward_features(x)["x_norm_patchtokens"], 0, grid)


class Wrapped(torch.nn.Module):
    """A network under the name that checkpoints have in front of its keys."""

    def __init__(self, name, inner):
        super().__init__()
        self.add_module(name, inner)
        self.name = name

    @property
    def inner(self):
        return getattr(self, self.name)


def capi(embed_dim, depth, num_heads, patch_size, n_registers=16):
    from model import EncoderDecoder
    sizes = {"embed_dim": embed_dim, "drop_path_rate": 0.0, "block_kwargs": {"attn_kwargs": {"num_heads": num_heads}}}
    return Wrapped("backbone", EncoderDecoder(
        patch_size=patch_size, n_registers=n_registers, transformers_kwargs=sizes, encoder_kwargs={"depth": depth},
        decoder_kwargs={"depth": 1}).init_weights())


def capi_features(model, x):
    return model.inner(x)[2].permute(0, 3, 1, 2)


def vjepa2_1(embed_dim, depth, num_heads, mlp_ratio, img_size, patch_size):
    from functools import partial
    from app.vjepa_2_1.models.vision_transformer import VisionTransformer
    return VisionTransformer(
        img_size=(img_size, img_size), patch_size=patch_size, num_frames=64, tubelet_size=2, embed_dim=embed_dim,
        depth=depth, num_heads=num_heads, mlp_ratio=mlp_ratio, qkv_bias=True, use_rope=True, img_temporal_dim_size=1,
        interpolate_rope=True, n_output_distillation=1, norm_layer=partial(torch.nn.LayerNorm, eps=1e-6))


def vjepa2_1_features(grid):
    return lambda model, x: to_grid(model(x[:, :, None]), 0, grid)


def radio(model, input_size, cpe_max_size, model_kwargs, teachers=("clip", "siglip2-g", "dino_v2", "sam")):
    from radio import extra_timm_models  # noqa: F401  registers the models
    from radio.input_conditioner import get_default_conditioner
    from radio.radio_model import RADIOModel, create_model_from_args
    args = argparse.Namespace(
        model=model, in_chans=3, input_size=None, pretrained=False, num_classes=None, drop=0.0, drop_path=None,
        drop_block=None, gp=None, bn_momentum=None, bn_eps=None, torchscript=False, initial_checkpoint="",
        model_kwargs=dict(model_kwargs), cpe_max_size=cpe_max_size, cls_token_per_teacher=True, register_multiple=8,
        teachers=[{"name": name} for name in teachers])
    network = create_model_from_args(args)
    return Wrapped("radio_model", RADIOModel(
        network, get_default_conditioner(), patch_size=network.patch_size, max_resolution=cpe_max_size,
        preferred_resolution=(input_size, input_size), summary_idxs=torch.tensor([0, 1, 2])))


def radio_features(model, x):
    """Of pixels that are normalised already: the network's own conditioner steps aside."""
    conditioner = model.inner.make_preprocessor_external()
    features = model.inner(x, feature_fmt="NCHW").features
    model.inner.input_conditioner = conditioner
    return features


FRANCA = dict(embed_dim=WIDTH, depth=2, num_heads=2, mlp_ratio=HIDDEN / WIDTH, img_size=SIDE, patch_size=PATCH, block_chunks=2)
CAPI = dict(embed_dim=WIDTH, depth=2, num_heads=2, patch_size=PATCH, n_registers=8)
# The code knows 12 blocks and more, and compares with a grid of 256 / 16 patches a side.
VJEPA = dict(embed_dim=16, depth=12, num_heads=1, mlp_ratio=1, img_size=64, patch_size=16)
RADIO = dict(model="vit_large_patch16_v2_224", input_size=48, cpe_max_size=128,
             model_kwargs=dict(embed_dim=WIDTH, depth=2, num_heads=2, mlp_ratio=2))


def patches(size, bias=True):
    return {"type": "conv", "kernel": [size, size], "stride": [size, size], "padding": [0, 0], "bias": bias, "norm": None}


def mlp(hidden, bias=True):
    return {"type": "mlp", "hidden": hidden, "activation": "gelu_erf", "keys": {"up": "fc1", "down": "fc2"}, "bias": bias,
            "input_norm": None}


CASES = [
    Case("layout_dinov2_chunks", "DinoVisionTransformer", lambda: franca(**FRANCA), franca_features(GRID),
         architecture(1e-6, layer_scale=True, mlp=SWIGLU), "dinov2", library="franca", kwargs=FRANCA,
         ignored_prefixes=["mask_token"], prefix_tokens=1,
         made_by="x_norm_patchtokens of franca.models.vision_transformer.DinoVisionTransformer(...).forward_features(x)",
         notes=["blocks lie in chunks, as DINOv2's code keeps them in training; gate and up are one tensor, w12"]),
    Case("capi", "EncoderDecoder", lambda: capi(**CAPI), capi_features, {
             "embed_dim": WIDTH, "depth": 2, "num_heads": 2, "head_dim": WIDTH // 2, "qkv_bias": False, "proj_bias": False,
             "mlp": mlp(4 * WIDTH, bias=False), "norm": norm(1e-5, "rms_norm", bias=False), "patch_embed": patches(PATCH),
             "register_tokens": 8, "rope": {"type": "capi", "register_coordinates": "edge"},
             "final_norm": norm(1e-5, "rms_norm", bias=False)},
         "capi", library="capi", family="capi", key_prefix="backbone.", kwargs=CAPI, prefix_tokens=8,
         ignored_prefixes=["backbone.decoder.", "backbone.mask_token"],
         made_by="third output of capi's EncoderDecoder(...)(x), which is model.py of facebookresearch/capi",
         notes=["rotary frequencies are stored, here random; registers lie along the edge; the final norm has no parameters"]),
    Case("vjepa2_1", "VisionTransformer", lambda: vjepa2_1(**VJEPA), vjepa2_1_features([4, 4]), {
             "embed_dim": 16, "depth": 12, "num_heads": 1, "head_dim": 16, "qkv_bias": True, "proj_bias": True,
             "mlp": mlp(16), "norm": norm(1e-6), "patch_embed": patches(16), "modality_embed": {"key": "img_mod_embed"},
             "rope": {"type": "vjepa2", "temperature": 10000, "ref_feat_shape": [16, 16], "rotate_half": False},
             "final_norm": {**norm(1e-6), "key": "norms_block.3"}},
         "vjepa2", library="vjepa2", family="vjepa2", kwargs=VJEPA, side=64, grid=[4, 4], patch=16,
         ignored_prefixes=["patch_embed.", "video_mod_embed", "norms_block.0.", "norms_block.1.", "norms_block.2."],
         made_by="app.vjepa_2_1.models.vision_transformer.VisionTransformer(...)(x as a clip of one frame)",
         notes=["rotary positions over frame, row and column, stretched to a grid of 16 x 16; the last channels do not turn"]),
    Case("radio", "RADIOModel", lambda: radio(**RADIO), radio_features, {
             **architecture(1e-6, class_token=False, registers=8, slots=0, layer_scale=True, final_norm=None),
             "mlp": mlp(2 * WIDTH), "patch_embed": patches(16, bias=False),
             "pos_embed": {"type": "learned_absolute", "grid": [8, 8], "prefix_slots": 0, "run_grid": [3, 3],
                           "resample": {"kernel": "bilinear", "antialias": False, "align_corners": False}}},
         "radio", library="radio", key_prefix="radio_model.model.", kwargs=RADIO, side=48,
         grid=[3, 3], patch=16, ignored_prefixes=["radio_model.model.reg_token"], prefix_tokens=8,
         made_by="features of RADIOModel(...)(x) whose input conditioner is external, built by create_model_from_args",
         notes=["4 class tokens and 4 registers are one parameter; positions are 8 x 8, resampled bilinearly; no final norm"]),
]

FULL_SIZES = {full.id: full for full in [
    FullSize("franca-b", lambda: franca(embed_dim=768, depth=12, num_heads=12, mlp_ratio=4, img_size=518, patch_size=14,
                                        block_chunks=4), franca_features([37, 37]), "franca"),
    FullSize("capi-l", lambda: capi(embed_dim=1024, depth=24, num_heads=16, patch_size=14), capi_features, "capi"),
    FullSize("vjepa2-1-b", lambda: vjepa2_1(embed_dim=768, depth=12, num_heads=12, mlp_ratio=4, img_size=384, patch_size=16),
             vjepa2_1_features([24, 24]), "vjepa2"),
    FullSize("c-radiov3-l", lambda: radio(model="vit_large_patch16_v2_224", input_size=512, cpe_max_size=2048,
                                          model_kwargs={}), radio_features, "radio"),
]}

if __name__ == "__main__":
    options = arguments(__doc__.splitlines()[0], FULL_SIZES, code=True)
    for repository in ("Franca", "capi", "vjepa2", "RADIO"):
        sys.path.append(os.path.join(options.code, repository))
    run(options, CASES, FULL_SIZES)
