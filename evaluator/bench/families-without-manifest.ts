/** A base-size backbone of each family that has a graph and reference cases here, and no manifest yet. */
import type { Manifest } from "../src/contract/index.ts";

const layerNorm = (eps: number) => ({ type: "layer_norm", eps, bias: true });
const convolution = (side: number, stride: number, padding = 0) => ({
  ...{
    type: "conv",
    kernel: [side, side],
    stride: [stride, stride],
    padding: [padding, padding],
    bias: true,
  },
});

const shared = {
  ...{ category: "none", objective: "none", pretrainingData: "none", paper: null, licence: "NONE" },
  weights: { format: "safetensors", url: "https://example.org/", file: "random", sha256: null, bytes: null },
  ...{ parameters: 0, mean: [0, 0, 0], std: [1, 1, 1], leak: "none-known", notes: "", contact: null },
} satisfies Partial<Manifest>;

/** timm's vit_base_patch16_dinov3. */
const dinov3: Manifest = {
  ...shared,
  ...{ id: "dinov3-b", label: "DINOv3 B", architecture: "ViT-B", family: "dinov3" },
  ...{ inputSize: 256, featureGrid: [16, 16], featureDim: 768 },
  options: {
    ...{ embed_dim: 768, depth: 12, num_heads: 12, head_dim: 64, qkv_bias: false, proj_bias: true },
    mlp: {
      ...{ type: "mlp", hidden: 3072, activation: "gelu_erf", bias: true, input_norm: null },
      keys: { up: "fc1", down: "fc2" },
    },
    norm: layerNorm(1e-5),
    patch_embed: { ...convolution(16, 16), norm: null },
    ...{ class_token: true, register_tokens: 4, pos_embed: null, pre_norm: null },
    layer_scale: { keys: ["gamma_1", "gamma_2"] },
    rope: { type: "dinov3", temperature: 100, rotate_half: true, axis_order: ["y", "x"] },
    final_norm: { ...layerNorm(1e-5), key: "norm" },
  },
};

/** timm's convnext_base. */
const convnext: Manifest = {
  ...shared,
  ...{ id: "convnext-b", label: "ConvNeXt B", architecture: "ConvNeXt-B", family: "convnext" },
  ...{ inputSize: 224, featureGrid: [7, 7], featureDim: 1024 },
  options: {
    patch_embed: { ...convolution(4, 4), norm: layerNorm(1e-6) },
    stages: [3, 3, 27, 3].map((blocks, stage) => ({
      ...{ blocks, width: 128 * 2 ** stage },
      downsample: stage === 0 ? null : { norm: layerNorm(1e-6), conv: convolution(2, 2) },
    })),
    depthwise: convolution(7, 1, 3),
    norm: layerNorm(1e-6),
    mlp: { ratio: 4, activation: "gelu_erf" },
    layer_scale: { keys: ["gamma"] },
    final_norm: { ...layerNorm(1e-6), key: "head.norm" },
  },
};

export const familiesWithoutManifest: readonly Manifest[] = [dinov3, convnext];
