import type { Manifest } from "#contract";

/**
 * Shown on the submit page: the manifest of MAE under the name of a backbone to come, so that it is valid as it stands. A
 * test holds it to the one on the board (e2e/tools/pull-request/example-manifest.test.ts).
 */
export const exampleManifest: Manifest = {
  id: "my-backbone-b",
  label: "My Backbone (ViT-B)",
  category: "self-supervised",
  objective: "reconstruction",
  architecture: "ViT-B",
  pretrainingData: "ImageNet",
  paper: "https://arxiv.org/abs/2111.06377",
  licence: "CC-BY-NC-4.0",
  family: "vit",
  options: {
    embed_dim: 768,
    depth: 12,
    num_heads: 12,
    head_dim: 64,
    qkv_bias: true,
    proj_bias: true,
    mlp: {
      type: "mlp",
      hidden: 3072,
      activation: "gelu_erf",
      keys: {
        up: "fc1",
        down: "fc2",
      },
      bias: true,
      input_norm: null,
    },
    norm: {
      type: "layer_norm",
      eps: 1e-6,
      bias: true,
    },
    patch_embed: {
      type: "conv",
      kernel: [16, 16],
      stride: [16, 16],
      padding: [0, 0],
      bias: true,
      norm: null,
    },
    class_token: true,
    register_tokens: 0,
    pos_embed: {
      type: "learned_absolute",
      grid: [14, 14],
      prefix_slots: 1,
    },
    layer_scale: null,
    pre_norm: null,
    final_norm: {
      type: "layer_norm",
      eps: 1e-6,
      bias: true,
      key: "norm",
    },
    weights: {
      layout: "timm",
      key_prefix: "",
      ignored_prefixes: [],
    },
  },
  weights: {
    format: "safetensors",
    url: "https://huggingface.co/timm/vit_base_patch16_224.mae/resolve/main/model.safetensors",
    file: "my-backbone-b.safetensors",
    sha256: null,
    bytes: null,
  },
  inputSize: 224,
  featureGrid: [14, 14],
  featureDim: 768,
  parameters: 85798656,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  leak: "none-known",
  notes: "The norm of the pretraining encoder is applied.",
  contact: null,
};
