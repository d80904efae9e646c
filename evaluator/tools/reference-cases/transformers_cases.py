#!/usr/bin/env python3
"""Reference cases of backbones as transformers and open_clip compute them, in those libraries' own key names.

  python3 transformers_cases.py --out evaluator/golden/backbones [--only layout_vit_transformers]
  python3 transformers_cases.py --out FOLDER --full-size web-dino-300m

Needs what library_case.py needs; the cases of open_clip also open_clip_torch.
"""
import torch
import transformers as T

from library_case import (
    DEPTH, GRID, HEADS, HIDDEN, PATCH, SIDE, SWIGLU, WIDTH, Case, FullSize, architecture, arguments, run,
    to_grid)

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
    Case("layout_dinov2_swiglu_transformers", "Dinov2Model",
         model_of(T.Dinov2Model, T.Dinov2Config, {**DINO_SIZES, "use_swiglu_ffn": True}), LAST(1),
         architecture(1e-6, layer_scale=True, mlp=SWIGLU), "transformers_dinov2",
         kwargs={**DINO_SIZES, "use_swiglu_ffn": True}, ignored_prefixes=["embeddings.mask_token"], prefix_tokens=1,
         made_by="transformers.Dinov2Model(config)(x).last_hidden_state without the class token",
         notes=["gate and up are one tensor, weights_in, in this order"]),
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
    Case("layout_dinov3_swiglu_transformers", "DINOv3ViTModel",
         model_of(T.DINOv3ViTModel, T.DINOv3ViTConfig, {**SIZES, "num_register_tokens": 2, "use_gated_mlp": True, "hidden_act": "silu"}), LAST(3),
         architecture(1e-5, layer_scale=True, registers=2, pos_embed=None, qkv_bias="q_and_v", mlp={**SWIGLU, "hidden": HIDDEN},
                      rope={"type": "dinov3", "temperature": 100.0, "rotate_half": True, "axis_order": ["y", "x"]}),
         "transformers_dinov3", family="dinov3", kwargs={**SIZES, "num_register_tokens": 2, "use_gated_mlp": True, "hidden_act": "silu"},
         ignored_prefixes=["embeddings.mask_token"], prefix_tokens=3,
         made_by="transformers.DINOv3ViTModel(config)(x).last_hidden_state without class token and registers",
         notes=["gate and up projection apart, as in DINOv3 S+"]),
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

# sam2.1_hiera_b+.yaml of facebookresearch/sam2, in transformers' names.
SAM2_BASE_PLUS = dict(
    hidden_size=112, num_attention_heads=2, blocks_per_stage=[2, 3, 16, 3], embed_dim_per_stage=[112, 224, 448, 896],
    num_attention_heads_per_stage=[2, 4, 8, 16], window_size_per_stage=[8, 4, 14, 7], global_attention_blocks=[12, 16, 20],
    window_positional_embedding_background_size=[14, 14])

FULL_SIZES = {full.id: full for full in [
    FullSize("web-dino-300m", model_of(T.Dinov2Model, T.Dinov2Config, dict(
        hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, mlp_ratio=4, image_size=224, patch_size=14,
        use_swiglu_ffn=True)), LAST(1, [16, 16])),
    FullSize("sam2-1", lambda: T.Sam2Model(T.Sam2Config(vision_config=dict(
        backbone_channel_list=[896, 448, 224, 112], backbone_config=SAM2_BASE_PLUS))),
        lambda model, x: model.vision_encoder(x).fpn_hidden_states[-1]),
]}

if __name__ == "__main__":
    run(arguments(__doc__.splitlines()[0], FULL_SIZES), CASES, FULL_SIZES)
