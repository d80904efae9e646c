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
  rms_norm_eps: z.number().positive().optional(),
  image_size: z.number().int().positive().optional(),
  patch_size: z.number().int().positive().optional(),
  qkv_bias: z.boolean().optional(),
  use_swiglu_ffn: z.boolean().optional(),
  num_register_tokens: z.number().int().nonnegative().optional(),
  is_native: z.boolean().optional(),
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

/** One of transformers' models as our family `vit`. */
export interface TransformersModel {
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
const plain = { classToken: true, layerScale: false, preNorm: false, patchBias: true } as const;

const dinov2: Omit<TransformersModel, "defaults"> = {
  ...plain,
  ...{ layout: "transformers_dinov2", prefix: ["dinov2.", ""], layerScale: true },
  ignored: ["embeddings.mask_token", "dinov2.embeddings.mask_token"],
} as const;

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

/** Options of family `vit`; null where the activation is none that is known. */
export function vitOptionsOf(
  model: TransformersModel,
  config: CompleteConfig,
): Record<string, unknown> | null {
  const width = config.hidden_size;
  const activation = activations[config.hidden_act];
  if (!activation) return null;
  const norm = { type: "layer_norm", eps: config.layer_norm_eps, bias: true };
  const side = Math.floor(config.image_size / config.patch_size);
  const registers = config.num_register_tokens ?? 0;
  return {
    ...{ embed_dim: width, depth: config.num_hidden_layers, num_heads: config.num_attention_heads },
    head_dim: width / config.num_attention_heads,
    ...{ qkv_bias: config.qkv_bias, proj_bias: true },
    mlp: {
      ...{ type: "mlp", hidden: config.intermediate_size ?? Math.floor(width * (config.mlp_ratio ?? 4)) },
      ...{ activation, keys: { up: "fc1", down: "fc2" }, bias: true, input_norm: null },
    },
    norm,
    patch_embed: {
      ...{ type: "conv", kernel: [config.patch_size, config.patch_size] },
      ...{
        stride: [config.patch_size, config.patch_size],
        padding: [0, 0],
        bias: model.patchBias,
        norm: null,
      },
    },
    ...{ class_token: model.classToken, register_tokens: registers },
    pos_embed: { type: "learned_absolute", grid: [side, side], prefix_slots: Number(model.classToken) },
    layer_scale: model.layerScale ? { keys: ["ls1.gamma", "ls2.gamma"] } : null,
    ...{ pre_norm: model.preNorm ? norm : null, final_norm: { ...norm, key: "norm" } },
    weights: { layout: model.layout, key_prefix: model.prefix, ignored_prefixes: model.ignored },
  };
}
