import { z } from "zod";
import type { LayoutId } from "../backbones/key-layout.ts";
import type { ActivationId } from "../backbones/options.ts";

/** What is read of a vision model's configuration as transformers writes it: what is a default there may be left out. */
export const visionConfigSchema = z.object({
  model_type: z.string(),
  hidden_size: z.number().int().positive().optional(),
  num_hidden_layers: z.number().int().positive().optional(),
  num_attention_heads: z.number().int().positive().optional(),
  intermediate_size: z.number().int().positive().optional(),
  mlp_ratio: z.number().positive().optional(),
  hidden_act: z.string().optional(),
  layer_norm_eps: z.number().positive().optional(),
  image_size: z.number().int().positive().optional(),
  patch_size: z.number().int().positive().optional(),
  qkv_bias: z.boolean().optional(),
  use_swiglu_ffn: z.boolean().optional(),
  num_register_tokens: z.number().int().nonnegative().optional(),
  query_bias: z.boolean().optional(),
  key_bias: z.boolean().optional(),
  value_bias: z.boolean().optional(),
  proj_bias: z.boolean().optional(),
  mlp_bias: z.boolean().optional(),
  use_gated_mlp: z.boolean().optional(),
  rope_theta: z.number().positive().optional(),
});
export type VisionConfig = z.infer<typeof visionConfigSchema>;

/** With what decides every size. */
type CompleteConfig = VisionConfig & {
  readonly [field in
    | "hidden_size"
    | "num_hidden_layers"
    | "num_attention_heads"
    | "image_size"
    | "patch_size"]: number;
} & { readonly hidden_act: string };

/** One of transformers' models as one of our families. */
export interface TransformersModel {
  readonly family: "vit" | "dinov3";
  readonly layout: LayoutId;
  /** As in the model's own file, and as below a classifier or decoder. */
  readonly prefix: string | readonly string[];
  readonly ignored: readonly string[];
  /** transformers' own, of what a configuration leaves out. */
  readonly defaults: CompleteConfig;
  readonly classToken: boolean;
  readonly layerScale: boolean;
  readonly preNorm: boolean;
  readonly patchBias: boolean;
}

const base = { hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, image_size: 224 } as const;
/** A class token, no LayerScale, no norm before the blocks. */
const plain: Pick<TransformersModel, "family" | "classToken" | "layerScale" | "preNorm" | "patchBias"> = {
  ...{ family: "vit", classToken: true, layerScale: false, preNorm: false, patchBias: true },
};

const dinov2: Omit<TransformersModel, "defaults"> = {
  ...plain,
  ...{ layout: "transformers_dinov2", prefix: ["dinov2.", ""], layerScale: true },
  ignored: ["embeddings.mask_token", "dinov2.embeddings.mask_token"],
};

const siglip: TransformersModel = {
  ...plain,
  ...{ layout: "transformers_clip", prefix: "vision_model.", ignored: ["vision_model.head."] },
  classToken: false,
  defaults: {
    ...base,
    ...{ model_type: "siglip_vision_model", patch_size: 16, hidden_act: "gelu_pytorch_tanh" },
    ...{ intermediate_size: 3072, layer_norm_eps: 1e-6, qkv_bias: true },
  },
};

const clip: TransformersModel = {
  ...plain,
  ...{ layout: "transformers_clip", prefix: "vision_model.", ignored: [], preNorm: true, patchBias: false },
  defaults: {
    ...base,
    ...{ model_type: "clip_vision_model", patch_size: 32, hidden_act: "quick_gelu" },
    ...{ intermediate_size: 3072, layer_norm_eps: 1e-5, qkv_bias: true },
  },
};

const vit: TransformersModel = {
  ...plain,
  ...{ layout: "transformers_vit", prefix: ["vit.", ""], ignored: ["pooler.", "vit.pooler."] },
  defaults: {
    ...base,
    ...{ model_type: "vit", patch_size: 16, hidden_act: "gelu" },
    ...{ intermediate_size: 3072, layer_norm_eps: 1e-12, qkv_bias: true },
  },
};

const dinov3: TransformersModel = {
  ...plain,
  ...{ family: "dinov3", layout: "transformers_dinov3", prefix: "", ignored: ["embeddings.mask_token"] },
  layerScale: true,
  defaults: {
    ...base,
    ...{ model_type: "dinov3_vit", hidden_size: 384, num_attention_heads: 6, intermediate_size: 1536 },
    ...{ patch_size: 16, hidden_act: "gelu", layer_norm_eps: 1e-5, rope_theta: 100, num_register_tokens: 0 },
    ...{ query_bias: true, key_bias: false, value_bias: true, proj_bias: true, mlp_bias: true },
  },
};

/** By `model_type` of the vision model's configuration; defaults as of transformers 5.18. */
export const transformersModels: Readonly<Record<string, TransformersModel>> = {
  vit,
  // With its decoder beside it.
  vit_mae: { ...vit, prefix: "vit.", ignored: [] },
  dinov2: {
    ...dinov2,
    defaults: {
      ...base,
      ...{ model_type: "dinov2", patch_size: 14, hidden_act: "gelu", mlp_ratio: 4 },
      ...{ layer_norm_eps: 1e-6, qkv_bias: true, use_swiglu_ffn: false },
    },
  },
  dinov2_with_registers: {
    ...dinov2,
    defaults: {
      ...base,
      ...{ model_type: "dinov2_with_registers", patch_size: 16, hidden_act: "gelu", mlp_ratio: 4 },
      ...{ layer_norm_eps: 1e-6, qkv_bias: true, use_swiglu_ffn: false, num_register_tokens: 4 },
    },
  },
  siglip_vision_model: siglip,
  clip_vision_model: clip,
  dinov3_vit: dinov3,
};

const activations: Readonly<Record<string, ActivationId>> = {
  gelu: "gelu_erf",
  gelu_pytorch_tanh: "gelu_tanh",
  gelu_new: "gelu_tanh",
  gelu_fast: "gelu_tanh",
  quick_gelu: "quick_gelu",
  silu: "silu",
};

/** A configuration with what it leaves out. */
export function completed({ defaults }: TransformersModel, given: VisionConfig): CompleteConfig {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(said) };
}

/** Options of the model's family; null where the activation is none that is known. */
export function familyOptions(
  model: TransformersModel,
  config: CompleteConfig,
): Record<string, unknown> | null {
  const { hidden_size: width, patch_size: patch, num_attention_heads: heads } = config;
  const activation = activations[config.hidden_act];
  if (!activation) return null;
  const norm = { type: "layer_norm", eps: config.layer_norm_eps, bias: true };
  const hidden = config.intermediate_size ?? Math.floor(width * (config.mlp_ratio ?? 4));
  const gated = config.use_gated_mlp === true;
  return {
    ...{ embed_dim: width, depth: config.num_hidden_layers, num_heads: heads, head_dim: width / heads },
    ...{ qkv_bias: projectionBias(config), proj_bias: config.proj_bias ?? true },
    mlp: {
      ...{ type: gated ? "swiglu" : "mlp", hidden, activation },
      keys: gated ? { gate: "fc1_g", up: "fc1_x", down: "fc2" } : { up: "fc1", down: "fc2" },
      ...{ bias: config.mlp_bias ?? true, input_norm: null },
    },
    norm,
    patch_embed: {
      ...{ type: "conv", kernel: [patch, patch], stride: [patch, patch], padding: [0, 0] },
      ...{ bias: model.patchBias, norm: null },
    },
    ...{ class_token: model.classToken, register_tokens: config.num_register_tokens ?? 0 },
    ...positions(model, config),
    layer_scale: model.layerScale ? { keys: ["ls1.gamma", "ls2.gamma"] } : null,
    ...{ pre_norm: model.preNorm ? norm : null, final_norm: { ...norm, key: "norm" } },
    weights: { layout: model.layout, key_prefix: model.prefix, ignored_prefixes: model.ignored },
  };
}

/** DINOv3 says it of queries, keys and values apart, the others of all together. */
function projectionBias({ qkv_bias: all, query_bias: queries, key_bias: keys }: CompleteConfig) {
  if (queries === undefined) return all;
  return queries && !keys ? "q_and_v" : queries;
}

function positions({ family, classToken }: TransformersModel, config: CompleteConfig) {
  if (family === "dinov3") {
    const axes = { rotate_half: true, axis_order: ["y", "x"] };
    return { pos_embed: null, rope: { type: "dinov3", temperature: config.rope_theta, ...axes } };
  }
  const side = Math.floor(config.image_size / config.patch_size);
  return {
    pos_embed: { type: "learned_absolute", grid: [side, side], prefix_slots: Number(classToken) },
  };
}
