"""Counts multiply-adds and activations of the published models with PyTorch's own counter.

    python count.py > torch.json

Models are built by timm and transformers on the meta device: no weights, no arithmetic, and attention falls apart into its
two matrix products there, so that both are counted.
"""
import inspect
import json
import sys
import textwrap

import timm
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode
from transformers import Sam2HieraDetConfig, Sam2VisionConfig, Sam2VisionModel
from transformers.models.sam2 import modeling_sam2

LAYERS = ("mm", "addmm", "convolution")
ATTENTION = ("bmm",)

TIMM = {
    "imagenet": ("vit_base_patch16_224.orig_in21k", 224),
    "dino": ("vit_base_patch8_224.dino", 224),
    "dinov2-b": ("vit_base_patch14_reg4_dinov2.lvd142m", 518),
    "dinov2-l": ("vit_large_patch14_reg4_dinov2.lvd142m", 518),
    "hiera-b-plus": ("hiera_base_plus_224.mae", 224),
    "clip-b": ("vit_base_patch16_clip_224.openai", 224),
    "clip-l": ("vit_large_patch14_clip_336.openai", 336),
    "siglip-224": ("vit_base_patch16_siglip_224.webli", 224),
    "siglip-384": ("vit_base_patch16_siglip_384.webli", 384),
    "siglip-512": ("vit_base_patch16_siglip_512.webli", 512),
    "siglip-so": ("vit_so400m_patch14_siglip_384.webli", 512),
    "aimv2": ("aimv2_large_patch14_336.apple_pt", 336),
    "vitamin": ("vitamin_large2_384.datacomp1b_clip", 384),
    "dinov2-b-noreg": ("vit_base_patch14_dinov2.lvd142m", 518),
    "dinov3-b": ("vit_base_patch16_dinov3.lvd1689m", 256),
    "dinov3-l": ("vit_large_patch16_dinov3.lvd1689m", 256),
    "dinov3-s-plus": ("vit_small_plus_patch16_dinov3.lvd1689m", 256),
    "dinov3-convnext-b": ("convnext_base.dinov3_lvd1689m", 224),
    "eupe-b": ("vit_base_patch16_dinov3_qkvb.eupe_lvd1689m", 256),
    "eva02-b": ("eva02_base_patch14_224.mim_in22k", 224),
    "internvit-300m": ("vit_intern300m_patch14_448.ogvl_2pt5", 448),
    "mae-l": ("vit_large_patch16_224.mae", 224),
    "metaclip2-h": ("vit_huge_patch14_clip_224.metaclip2_worldwide", 224),
    "pe-spatial-b": ("vit_pe_spatial_base_patch16_512.fb", 512),
    "siglip2-b-512": ("vit_base_patch16_siglip_512.v2_webli", 512),
    "siglip2-l-512": ("vit_large_patch16_siglip_512.v2_webli", 512),
    "siglip2-so-512": ("vit_so400m_patch16_siglip_512.v2_webli", 512),
    "tipsv2-b": ("vit_base_patch14_reg1_tipsv2.webli", 448),
}


class Outputs(TorchDispatchMode):
    """Output elements by operator."""

    def __init__(self):
        super().__init__()
        self.elements = {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        output = function(*args, **(kwargs or {}))
        name = function.overloadpacket.__name__
        if name in LAYERS + ATTENTION:
            self.elements[name] = self.elements.get(name, 0) + output.numel()
        return output


def counts(model, size, leave_out=()):
    pixels = torch.zeros(1, 3, size, size, device="meta")
    flops, outputs = FlopCounterMode(display=False), Outputs()
    with torch.no_grad():
        with flops:
            model(pixels)
        with outputs:
            model(pixels)
    by_module = flops.get_flop_counts()
    total = {str(name).removeprefix("aten."): value // 2 for name, value in by_module["Global"].items()}
    for module, elements in leave_out:
        total["convolution"] -= sum(by_module[module].values()) // 2
        outputs.elements["convolution"] -= elements
    return {
        "inputSize": size,
        "macs": sum(total.values()),
        "attentionMacs": sum(total.get(name, 0) for name in ATTENTION),
        "activations": sum(outputs.elements.values()),
        "attentionActivations": sum(outputs.elements.get(name, 0) for name in ATTENTION),
    }


def sam2():
    """SAM 2 B+ up to the stride-16 level: the two finest lateral convolutions do not reach it."""
    # transformers 5.18 multiplies queries and keys once more and drops the result.
    attention = modeling_sam2.Sam2MultiScaleAttention
    source = textwrap.dedent(inspect.getsource(attention.forward))
    kept = [line for line in source.splitlines() if not line.strip().startswith("attn_weights = ")]
    assert len(source.splitlines()) - len(kept) == 2
    scope = {}
    exec("\n".join(kept), modeling_sam2.__dict__, scope)
    attention.forward = scope["forward"]
    trunk = Sam2HieraDetConfig(
        hidden_size=112, num_attention_heads=2, blocks_per_stage=[2, 3, 16, 3],
        embed_dim_per_stage=[112, 224, 448, 896], num_attention_heads_per_stage=[2, 4, 8, 16],
        window_size_per_stage=[8, 4, 14, 7], global_attention_blocks=[12, 16, 20],
        window_positional_embedding_background_size=[14, 14],
    )
    config = Sam2VisionConfig(backbone_config=trunk, backbone_channel_list=[896, 448, 224, 112])
    finest = [(f"Sam2VisionModel.neck.convs.{level}", 256 * (1024 // stride) ** 2) for level, stride in ((2, 8), (3, 4))]
    return counts(Sam2VisionModel(config).eval().to("meta"), 1024, finest)


def main():
    table = {}
    for id, (name, size) in TIMM.items():
        options = {} if "hiera" in name or "convnext" in name else {"img_size": size}
        with torch.device("meta"):
            model = timm.create_model(name, pretrained=False, num_classes=0, global_pool="", **options).eval()
        table[id] = {"model": f"timm {timm.__version__}, {name}", **counts(model, size)}
    table["sam2"] = {"model": "transformers 5.18, Sam2VisionModel", **sam2()}
    json.dump(table, sys.stdout, indent=2)
    print()


main()
