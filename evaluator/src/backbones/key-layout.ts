/** One tensor of a weights file: its key below the file's prefix, and its shape there. */
export interface StoredKey {
  readonly key: string;
  readonly dims: readonly number[];
}

/**
 * Where a weights file keeps a parameter of timm's name and shape. Several keys are stacked along the first axis. Shapes
 * may differ from timm's in axes of size one.
 */
type Layout = (name: string, dims: readonly number[]) => readonly StoredKey[];

export const layoutIds = ["timm", "openai_clip", "transformers_aimv2", "open_clip_trunk", "featup"] as const;
export type LayoutId = (typeof layoutIds)[number];

const asIs: Layout = (name, dims) => [{ key: name, dims }];

function renamed(name: string, rules: readonly (readonly [RegExp, string])[]): string {
  return rules.reduce((key, [pattern, replacement]) => key.replace(pattern, replacement), name);
}

const openaiClipRules = [
  [/^cls_token$/, "class_embedding"],
  [/^pos_embed$/, "positional_embedding"],
  [/^patch_embed\.proj\./, "conv1."],
  [/^norm_pre\./, "ln_pre."],
  [/^norm\./, "ln_post."],
  [/^blocks\./, "transformer.resblocks."],
  [/\.norm([12])\./, ".ln_$1."],
  [/\.attn\.qkv\./, ".attn.in_proj_"],
  [/\.attn\.proj\./, ".attn.out_proj."],
  [/\.mlp\.fc1\./, ".mlp.c_fc."],
  [/\.mlp\.fc2\./, ".mlp.c_proj."],
] as const;

/** CLIP's and MetaCLIP's published files (PyTorch's nn.MultiheadAttention stacks q, k, v as timm does). */
const openaiClip: Layout = (name, dims) => {
  const key = renamed(name, openaiClipRules);
  if (name === "cls_token") return [{ key, dims: dims.slice(2) }];
  if (name === "pos_embed") return [{ key, dims: dims.slice(1) }];
  return [{ key, dims }];
};

const aimv2Rules = [
  [/^pos_embed$/, "embeddings.position_embedding.weight"],
  [/^patch_embed\.proj\./, "embeddings.patch_embed."],
  [/^patch_embed\.norm\./, "embeddings.rms_norm."],
  [/^norm\./, "rms_norm."],
  [/^blocks\./, "encoder.layers."],
  [/\.norm([12])\./, ".rms_norm$1."],
  [/\.attn\.proj\./, ".attention.out_proj."],
  [/\.mlp\.fc1_g\./, ".ffn.gate_proj."],
  [/\.mlp\.fc1_x\./, ".ffn.up_proj."],
  [/\.mlp\.fc2\./, ".ffn.down_proj."],
] as const;

/** transformers' Aimv2VisionModel: q, k and v apart. */
const transformersAimv2: Layout = (name, dims) => {
  const key = renamed(name, aimv2Rules);
  if (name === "pos_embed") return [{ key, dims: dims.slice(1) }];
  if (!name.includes(".attn.qkv.")) return [{ key, dims }];
  const [stacked = 0, ...rest] = dims;
  return ["q", "k", "v"].map((part) => ({
    key: key.replace(".attn.qkv.", `.attention.${part}_proj.`),
    dims: [stacked / 3, ...rest],
  }));
};

/** open_clip builds timm trunks with average pooling, under which timm calls the last norm fc_norm. */
const openClipTrunk: Layout = (name, dims) => [{ key: name.replace(/^norm\./, "fc_norm."), dims }];

/** FeatUp's UpsampledBackbone: the transformer inside its featurizer, the norm after it, the upsampler. */
const featup: Layout = (name, dims) => {
  const key = name.startsWith("upsampler.") ? name : `model.0.model.${name}`;
  return [{ key: key.replace("model.0.model.channel_norm.", "model.1.norm."), dims }];
};

export function storedKeys(layout: LayoutId, name: string, dims: readonly number[]): readonly StoredKey[] {
  switch (layout) {
    case "timm":
      return asIs(name, dims);
    case "openai_clip":
      return openaiClip(name, dims);
    case "transformers_aimv2":
      return transformersAimv2(name, dims);
    case "open_clip_trunk":
      return openClipTrunk(name, dims);
    case "featup":
      return featup(name, dims);
  }
}
