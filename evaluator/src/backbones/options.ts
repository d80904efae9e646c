import { z } from "zod";
import { layoutIds } from "./key-layout.ts";

/** Pieces of the families' option schemas. Names are timm's, values as read off timm's models. */

const size = z.number().int().positive();
export const pair = z.tuple([size, size]);
const padding = z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]);

export const normOptions = z.strictObject({
  type: z.enum(["layer_norm", "rms_norm"]),
  eps: z.number().positive(),
  bias: z.boolean(),
});
export type NormOptions = z.infer<typeof normOptions>;

export const finalNormOptions = normOptions.extend({
  /** Name of the layer that holds the norm. */
  key: z.string().min(1),
  /** `default`: weight 1 and bias 0 in place of the file's, which is then not used. */
  parameters: z.enum(["stored", "default"]).default("stored"),
});
export type FinalNormOptions = z.infer<typeof finalNormOptions>;

/** Of families that know no other parameters than the file's. */
export const storedFinalNormOptions = finalNormOptions.extend({
  parameters: z.literal("stored").default("stored"),
});

export const convOptions = z.strictObject({
  type: z.literal("conv"),
  kernel: pair,
  stride: pair,
  padding,
  bias: z.boolean(),
  norm: normOptions.nullable().default(null),
});
/** Without a norm after it. */
export const bareConvOptions = convOptions.extend({ norm: z.null().default(null) });

export const activationId = z.enum(["gelu_erf", "gelu_tanh", "quick_gelu", "silu"]);
export type ActivationId = z.infer<typeof activationId>;

export const mlpOptions = z
  .strictObject({
    /** mlp: down(act(up x)); swiglu and geglu: down(act(gate x) * up x). */
    type: z.enum(["mlp", "swiglu", "geglu"]),
    hidden: size,
    activation: activationId,
    keys: z.strictObject({ gate: z.string().optional(), up: z.string(), down: z.string() }),
    bias: z.boolean(),
    /** A norm of the MLP's own, after the block's. */
    input_norm: normOptions.nullable(),
    /** A norm before the last layer; its key is the same. */
    hidden_norm: normOptions.nullish(),
  })
  .refine(({ type, keys }) => (type === "mlp") === (keys.gate === undefined), {
    path: ["keys", "gate"],
    message: "expected the gate's key for swiglu and geglu, and none for mlp",
  })
  .refine(({ input_norm, hidden_norm }) => !(input_norm && hidden_norm), {
    path: ["hidden_norm"],
    message: "expected null beside an input_norm, whose key it would share",
  });
export type MlpOptions = z.infer<typeof mlpOptions>;

export const layerScaleOptions = z.strictObject({ keys: z.tuple([z.string(), z.string()]) });

const resampling = {
  kernel: z.literal("bicubic"),
  align_corners: z.literal(false),
  prefix_slots_kept: z.literal(true),
} as const;

/** Bicubic with antialiasing, cubic coefficient -0.5. */
const timmResampling = z.strictObject({
  ...resampling,
  antialias: z.literal(true),
  cubic_a: z.literal(-0.5),
});

/** As DINOv2's own code does it: no antialiasing, and a scale as if the run's grid were `offset` larger. */
const dinov2Resampling = z.strictObject({
  ...resampling,
  antialias: z.literal(false),
  cubic_a: z.literal(-0.75),
  offset: z.number().nonnegative(),
});

/** Between the nearest four, as RADIO crops positions out of a larger view. */
const bilinearResampling = z.strictObject({
  kernel: z.literal("bilinear"),
  antialias: z.literal(false),
  align_corners: z.literal(false),
});

export const positionOptions = z.strictObject({
  type: z.literal("learned_absolute"),
  /** Rows and columns stored in the file. */
  grid: pair,
  /** Positions stored in front of the grid, for the class token. */
  prefix_slots: z.number().int().nonnegative(),
  /** Rows and columns of the run, where they differ. */
  run_grid: pair.optional(),
  resample: z
    .discriminatedUnion("kernel", [
      z.discriminatedUnion("antialias", [timmResampling, dinov2Resampling]),
      bilinearResampling,
    ])
    .optional(),
});
export type PositionOptions = z.infer<typeof positionOptions>;

/** FeatUp's stack of learned joint bilateral upsamplers. */
export const jbuStackOptions = z.strictObject({
  type: z.literal("jbu_stack"),
  /** Each doubles rows and columns. */
  stages: size,
  /** The window has 2 * radius + 1 places a side. */
  radius: size,
  /** Channels of the guidance's keys. */
  key_dim: size,
  /** A norm over the channels of the features that go in; null: weights trained without it. */
  channel_norm: normOptions.nullable(),
});
export type JbuStackOptions = z.infer<typeof jbuStackOptions>;

/** Which keys of the weights file belong to the image tower, and how they are called. */
export const weightOptions = z.strictObject({
  layout: z.enum(layoutIds).default("timm"),
  /** Several: the first under which the file has keys. */
  key_prefix: z.union([z.string(), z.array(z.string()).min(1)]).default(""),
  ignored_prefixes: z.array(z.string()).default([]),
});
export type WeightOptions = z.infer<typeof weightOptions>;

/** What all transformer families say about their blocks. */
export const blockFields = {
  embed_dim: size,
  depth: size,
  num_heads: size,
  head_dim: size,
  /** q_and_v: keys have none, and the file holds no zeros for them. */
  qkv_bias: z.union([z.boolean(), z.literal("q_and_v")]),
  /** One layer makes queries, keys and values; false: a layer each. */
  qkv_fused: z.boolean().default(true),
  proj_bias: z.boolean(),
  mlp: mlpOptions,
  norm: normOptions,
} as const;
export const blockOptions = z.object(blockFields);
export type BlockOptions = z.infer<typeof blockOptions>;
