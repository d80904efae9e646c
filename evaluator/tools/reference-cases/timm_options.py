"""Options of a backbone family, read off a model that timm built. A part that no option tells of is an error."""
import torch.nn as nn


def family_of(model):
    """Family of the evaluator and its options, less `weights`."""
    kind = type(model).__name__
    if kind == "ConvNeXt":
        return "convnext", convnext_options(model)
    if kind not in ("VisionTransformer", "Eva"):
        raise SystemExit(f"{kind}: expected a VisionTransformer, an Eva or a ConvNeXt of timm")
    if kind == "Eva" and type(model.rope).__name__ == "RotaryEmbeddingDinoV3":
        return "dinov3", transformer_options(model)
    return "vit", transformer_options(model)


def absent(module):
    return module is None or isinstance(module, nn.Identity)


def require_absent(**modules):
    for name, module in modules.items():
        if not absent(module):
            raise SystemExit(f"{name} is {module}: no option tells of it")


def norm_options(module):
    if absent(module):
        return None
    kinds = {"LayerNorm": "layer_norm", "LayerNorm2d": "layer_norm", "RmsNorm": "rms_norm"}
    kind = type(module).__name__
    if kind not in kinds:
        raise SystemExit(f"norm {kind}: expected one of {', '.join(kinds)}")
    return dict(type=kinds[kind], eps=module.eps, bias=getattr(module, "bias", None) is not None)


def conv_options(conv, **more):
    return dict(type="conv", kernel=list(conv.kernel_size), stride=list(conv.stride), padding=list(conv.padding),
                bias=conv.bias is not None, **more)


def activation_id(module):
    if isinstance(module, nn.GELU):
        return "gelu_erf" if module.approximate == "none" else "gelu_tanh"
    ids = {"GELU": "gelu_erf", "GELUTanh": "gelu_tanh", "QuickGELU": "quick_gelu", "SiLU": "silu"}
    kind = type(module).__name__
    if kind not in ids:
        raise SystemExit(f"activation {kind}: expected one of {', '.join(ids)}")
    return ids[kind]


def mlp_options(mlp):
    kind = type(mlp).__name__
    keys = dict(Mlp=dict(up="fc1", down="fc2"), SwiGLU=dict(gate="fc1_g", up="fc1_x", down="fc2"))
    if kind not in keys:
        raise SystemExit(f"MLP {kind}: expected one of {', '.join(keys)}")
    up = getattr(mlp, keys[kind]["up"])
    options = dict(type=kind.lower(), hidden=up.out_features, activation=activation_id(mlp.act), keys=keys[kind],
                   bias=up.bias is not None, input_norm=None)
    hidden_norm = norm_options(mlp.norm)
    return dict(options, hidden_norm=hidden_norm) if hidden_norm else options


def qkv_options(attention):
    """One layer with all biases or none, or as BEiT has it: no bias of keys."""
    require_absent(q_norm=attention.q_norm, k_norm=attention.k_norm, norm=attention.norm, gate=getattr(attention, "gate", None))
    if attention.qkv is None:
        biased = [layer.bias is not None for layer in (attention.q_proj, attention.k_proj, attention.v_proj)]
        bias = {(True, False, True): "q_and_v", (True,) * 3: True, (False,) * 3: False}[tuple(biased)]
        return dict(qkv_bias=bias, qkv_fused=False)
    if getattr(attention, "q_bias", None) is not None:
        return dict(qkv_bias="q_and_v")
    return dict(qkv_bias=attention.qkv.bias is not None)


def block_options(block):
    attention = block.attn
    options = dict(num_heads=attention.num_heads, head_dim=attention.head_dim, **qkv_options(attention),
                   proj_bias=attention.proj.bias is not None, mlp=mlp_options(block.mlp), norm=norm_options(block.norm1))
    if norm_options(block.norm2) != options["norm"]:
        raise SystemExit("norm2 differs from norm1: no option tells of it")
    return options


def layer_scale_options(block):
    for keys in (["gamma_1", "gamma_2"], ["ls1.gamma", "ls2.gamma"]):
        if all(key in dict(block.named_parameters()) for key in keys):
            return dict(keys=keys)
    return None


def number(value):
    """Whole numbers without a point, as JSON's other writers have them."""
    return int(value) if value == int(value) else value


def rope_options(model):
    rope = getattr(model, "rope", None)
    if rope is None:
        return None
    half = model.blocks[0].attn.rotate_half
    if type(rope).__name__ == "RotaryEmbeddingDinoV3":
        return dict(type="dinov3", temperature=number(rope.temperature), rotate_half=half, axis_order=["y", "x"])
    if type(rope).__name__ != "RotaryEmbeddingCat" or rope.in_pixels or rope.ref_feat_shape is None:
        raise SystemExit(f"rope {type(rope).__name__}: expected dinov3's, or cat's over indices with a reference shape")
    return dict(type="cat", temperature=number(rope.temperature), grid_offset=number(rope.grid_offset), grid_indexing=rope.grid_indexing,
                ref_feat_shape=list(rope.ref_feat_shape), rotate_half=half)


def transformer_options(model):
    blocks = [block_options(block) for block in model.blocks]
    if any(block != blocks[0] for block in blocks):
        raise SystemExit("blocks differ: no option tells of it")
    grid = list(model.patch_embed.grid_size)
    registers = 0 if model.reg_token is None else model.reg_token.shape[1]
    positions = None
    if model.pos_embed is not None:
        slots = model.pos_embed.shape[1] - grid[0] * grid[1]
        positions = dict(type="learned_absolute", grid=grid, prefix_slots=slots)
    rope = rope_options(model)
    final_norm = norm_options(model.norm)
    return dict(
        embed_dim=model.embed_dim, depth=len(blocks), **blocks[0],
        patch_embed=conv_options(model.patch_embed.proj, norm=norm_options(model.patch_embed.norm)),
        class_token=model.cls_token is not None, register_tokens=registers, pos_embed=positions,
        **(dict(rope=rope) if rope else {}), layer_scale=layer_scale_options(model.blocks[0]),
        pre_norm=norm_options(model.norm_pre), final_norm=final_norm and dict(final_norm, key="norm"))


def convnext_options(model):
    block = model.stages[0].blocks[0]
    require_absent(norm_pre=model.norm_pre, shortcut=block.shortcut)
    stages, width = [], model.stem[0].out_channels
    for stage in model.stages:
        downsample = None
        if not absent(stage.downsample):
            norm, conv = stage.downsample
            downsample, width = dict(norm=norm_options(norm), conv=conv_options(conv)), conv.out_channels
        stages.append(dict(blocks=len(stage.blocks), width=width, downsample=downsample))
    ratio = block.mlp.fc1.out_features // block.mlp.fc1.in_features
    return dict(
        patch_embed=conv_options(model.stem[0], norm=norm_options(model.stem[1])), stages=stages,
        depthwise=conv_options(block.conv_dw), norm=norm_options(block.norm),
        mlp=dict(ratio=ratio, activation=activation_id(block.mlp.act)),
        layer_scale=None if block.gamma is None else dict(keys=["gamma"]),
        final_norm=dict(norm_options(model.head.norm), key="head.norm"))
