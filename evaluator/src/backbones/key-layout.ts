import { elementCount } from "../math/element-count.ts";
import { type Layout, named, packedMlp, renamed, type Stack } from "./key-naming.ts";

export const layoutIds = [
  "timm",
  "openai_clip",
  "transformers_aimv2",
  "open_clip_trunk",
  "featup",
  "dinov2",
  "transformers_vit",
  "transformers_dinov2",
  "transformers_dinov3",
  "transformers_clip",
  "radio",
  "capi",
  "vjepa2",
] as const;
export type LayoutId = (typeof layoutIds)[number];

const timm: Layout = (name, dims) => [[{ key: name, dims }]];

const openaiClipRules = [
  [/^cls_token$/, "class_embedding"],
  [/^pos_embed$/, "positional_embedding"],
  [/^patch_embed\.proj\./, "conv1."],
  [/^norm_pre\./, "ln_pre."],
  [/^norm\./, "ln_post."],
  [/^blocks\./, "transformer.resblocks."],
  [/\.norm([12])\./, ".ln_$1."],
  [/\.ls([12])\.gamma$/, ".ls_$1.gamma"],
  [/\.attn\.qkv\./, ".attn.in_proj_"],
  [/\.attn\.proj\./, ".attn.out_proj."],
  [/\.mlp\.fc1\./, ".mlp.c_fc."],
  [/\.mlp\.fc2\./, ".mlp.c_proj."],
] as const;

/**
 * The towers of CLIP, of MetaCLIP and of open_clip's own transformer (PyTorch's nn.MultiheadAttention stacks q, k, v as
 * timm does).
 */
const openaiClip: Layout = (name, dims) => {
  const key = renamed(name, openaiClipRules);
  if (name === "cls_token") return [[{ key, dims: dims.slice(2) }]];
  if (name === "pos_embed") return [[{ key, dims: dims.slice(1) }]];
  return [[{ key, dims }]];
};

/** transformers' Aimv2VisionModel. */
const transformersAimv2 = named({
  attention: ["attention.q_proj", "attention.k_proj", "attention.v_proj"],
  dropped: { pos_embed: 1 },
  rules: [
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
  ],
});

const transformersEmbeddings = [
  [/^cls_token$/, "embeddings.cls_token"],
  [/^reg_token$/, "embeddings.register_tokens"],
  [/^pos_embed$/, "embeddings.position_embeddings"],
  [/^patch_embed\.proj\./, "embeddings.patch_embeddings.projection."],
  [/^norm\./, "layernorm."],
  [/^blocks\./, "encoder.layer."],
  [/\.attn\.proj\./, ".attention.output.dense."],
] as const;
const transformersAttention = [
  "attention.attention.query",
  "attention.attention.key",
  "attention.attention.value",
] as const;

/** transformers' ViTModel, and with prefix `vit.` its heads and ViTMAEForPreTraining. */
const transformersVit = named({
  attention: transformersAttention,
  rules: [
    ...transformersEmbeddings,
    [/\.norm1\./, ".layernorm_before."],
    [/\.norm2\./, ".layernorm_after."],
    [/\.mlp\.fc1\./, ".intermediate.dense."],
    [/\.mlp\.fc2\./, ".output.dense."],
  ],
});

const layerScaleLambda = [/\.ls([12])\.gamma$|\.gamma_([12])$/, ".layer_scale$1$2.lambda1"] as const;

/** transformers' Dinov2Model and Dinov2WithRegistersModel. */
const transformersDinov2 = named({
  attention: transformersAttention,
  packed: { first: "weights_in", last: "weights_out" },
  rules: [...transformersEmbeddings, layerScaleLambda],
});

/** transformers' DINOv3ViTModel: biases for q and v, none for k. */
const transformersDinov3 = named({
  attention: ["attention.q_proj", "attention.k_proj", "attention.v_proj"],
  rules: [
    [/^cls_token$/, "embeddings.cls_token"],
    [/^reg_token$/, "embeddings.register_tokens"],
    [/^patch_embed\.proj\./, "embeddings.patch_embeddings."],
    [/^blocks\./, "layer."],
    [/\.attn\.proj\./, ".attention.o_proj."],
    [/\.mlp\.fc1_g\./, ".mlp.gate_proj."],
    [/\.mlp\.(fc1|fc1_x)\./, ".mlp.up_proj."],
    [/\.mlp\.fc2\./, ".mlp.down_proj."],
    layerScaleLambda,
  ],
});

/** transformers' vision towers of CLIP, MetaCLIP, SigLIP and SigLIP 2. */
const transformersClip = named({
  attention: ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
  dropped: { cls_token: 2, pos_embed: 1 },
  rules: [
    [/^cls_token$/, "embeddings.class_embedding"],
    [/^pos_embed$/, "embeddings.position_embedding.weight"],
    [/^patch_embed\.proj\./, "embeddings.patch_embedding."],
    [/^norm_pre\./, "pre_layrnorm."],
    [/^norm\./, "post_layernorm."],
    [/^blocks\./, "encoder.layers."],
    [/\.norm([12])\./, ".layer_norm$1."],
    [/\.attn\.proj\./, ".self_attn.out_proj."],
  ],
});

/** open_clip builds timm trunks with average pooling, under which timm calls the last norm fc_norm. */
const openClipTrunk: Layout = (name, dims) => [[{ key: name.replace(/^norm\./, "fc_norm."), dims }]];

/** FeatUp's UpsampledBackbone: the transformer inside its featurizer, the norm after it, the upsampler. */
const featup: Layout = (name, dims) => {
  const key = name.startsWith("upsampler.") ? name : `model.0.model.${name}`;
  return [[{ key: key.replace("model.0.model.channel_norm.", "model.1.norm."), dims }]];
};

/**
 * DINOv2's own code and what builds on it. A checkpoint of training keeps the blocks in chunks, each called
 * `blocks.<chunk>.<block>` with the block's number among all.
 */
const dinov2: Layout = (name, dims) => {
  const key = name === "reg_token" ? "register_tokens" : name;
  const block = Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1);
  const chunked = Array.from({ length: block + 1 }, (_, chunk) =>
    key.replace(/^blocks\./, `blocks.${chunk}.`),
  );
  return [key, ...chunked].flatMap((way) =>
    way.includes(".mlp.") ? packedMlp(way, dims, { first: "w12", last: "w3" }) : [[{ key: way, dims }]],
  );
};

/** NVIDIA's RADIO: patches by a linear layer, and all tokens in front of them in one parameter. */
const radio: Layout = (name, dims) => {
  if (name === "reg_token") return [[{ key: "patch_generator.cls_token.token", dims: dims.slice(1) }]];
  if (name === "pos_embed") return [[{ key: "patch_generator.pos_embed", dims }]];
  if (name === "patch_embed.proj.weight") {
    return [[{ key: "patch_generator.embedder.weight", dims: [dims[0]!, elementCount(dims.slice(1))] }]];
  }
  return [[{ key: name.replace(/\.ls([12])\.gamma$/, ".ls$1.grandma"), dims }]];
};

/** CAPI's own code: each branch holds its norm. */
const capi = named({
  attention: ["residual1.fn.q_proj", "residual1.fn.k_proj", "residual1.fn.v_proj"],
  rules: [
    [/^reg_token$/, "registers"],
    [/^patch_embed\.proj\./, "patch_embed."],
    [/^blocks\./, "encoder.blocks."],
    [/\.norm([12])\./, ".residual$1.norm."],
    [/\.attn\.(proj|rope)\./, ".residual1.fn.$1."],
    [/\.mlp\./, ".residual2.fn."],
  ],
});

/** V-JEPA 2.1's own code: an image has a patch layer of its own, of one frame. */
const vjepa2: Layout = (name, dims) => {
  const key = name.replace(/^patch_embed\./, "patch_embed_img.");
  if (dims.length !== 4) return [[{ key, dims }]];
  return [[{ key, dims: [...dims.slice(0, 2), 1, ...dims.slice(2)] }]];
};

const layouts: Readonly<Record<LayoutId, Layout>> = {
  timm,
  openai_clip: openaiClip,
  transformers_aimv2: transformersAimv2,
  open_clip_trunk: openClipTrunk,
  featup,
  dinov2,
  transformers_vit: transformersVit,
  transformers_dinov2: transformersDinov2,
  transformers_dinov3: transformersDinov3,
  transformers_clip: transformersClip,
  radio,
  capi,
  vjepa2,
};

/** Never empty: the first is the usual way. */
export function storedKeys(layout: LayoutId, name: string, dims: readonly number[]): readonly Stack[] {
  return layouts[layout](name, dims);
}

/** The first way whose keys `has` knows; where none is whole, the usual one. */
export function foundKeys(
  layout: LayoutId,
  name: string,
  dims: readonly number[],
  has: (key: string, dims: readonly number[]) => boolean,
): Stack {
  const ways = storedKeys(layout, name, dims);
  return (
    ways.find((stack) => stack.every((part) => part.key === null || has(part.key, part.dims))) ?? ways[0]!
  );
}
