import { z } from "zod";
import { int, type Value } from "../onnx/index.ts";
import { block, conv, gridToTokens, type Model, norm, normalise, tokensToGrid, vector } from "./layers.ts";
import {
  blockFields,
  convOptions,
  type FinalNormOptions,
  finalNormOptions,
  layerScaleOptions,
  normOptions,
  positionOptions,
  weightOptions,
} from "./options.ts";
import { learnedPositions } from "./positions.ts";

/** Plain vision transformers: ViT, DINO, DINOv2, MAE, MoCo v3, CLIP, MetaCLIP, SigLIP, AIMv2. */
export const vitOptions = z
  .strictObject({
    ...blockFields,
    patch_embed: convOptions,
    class_token: z.boolean(),
    register_tokens: z.number().int().nonnegative(),
    pos_embed: positionOptions,
    layer_scale: layerScaleOptions.nullable(),
    /** A norm between the positions and the first block. */
    pre_norm: normOptions.nullable(),
    final_norm: finalNormOptions,
    weights: weightOptions.prefault({}),
  })
  .refine(
    (o) => [0, Number(o.class_token) + o.register_tokens].includes(o.pos_embed.prefix_slots),
    "pos_embed.prefix_slots: expected a slot for each prefix token or none",
  );
export type VitOptions = z.infer<typeof vitOptions>;

type Grid = readonly [number, number];

/** Normalised pixels [B, 3, I, I] -> patch tokens after the final norm as [B, D, h, w]. */
export function buildVit(model: Model, pixels: Value, grid: Grid, o: VitOptions): Value {
  const { graph } = model;
  const patches = conv(model, pixels, "patch_embed.proj", [3, o.embed_dim], o.patch_embed);
  const tokens = gridToTokens(graph, patches, o.embed_dim, grid);
  const normed = o.patch_embed.norm
    ? norm(model, tokens, "patch_embed.norm", o.embed_dim, o.patch_embed.norm)
    : tokens;
  const prefix = Number(o.class_token) + o.register_tokens;
  const length = prefix + grid[0] * grid[1];
  let x = withPrefixAndPositions(model, normed, o);
  if (o.pre_norm) x = norm(model, x, "norm_pre", o.embed_dim, o.pre_norm);
  for (let index = 0; index < o.depth; index++) {
    const name = `blocks.${index}`;
    x = graph.scoped(name, () => block(model, x, name, length, o, o.layer_scale?.keys ?? null));
  }
  return tokensToGrid(graph, finalNorm(model, x, o.embed_dim, o.final_norm), prefix, o.embed_dim, grid);
}

export function finalNorm(model: Model, x: Value, width: number, o: FinalNormOptions): Value {
  if (o.parameters === "stored") return norm(model, x, o.key, width, o);
  const { graph, weights } = model;
  const filled = (value: number) => graph.constant("float32", [width], new Float32Array(width).fill(value));
  // The file's norm is skipped on purpose: account for it.
  for (const part of o.bias ? ["weight", "bias"] : ["weight"]) weights.read(`${o.key}.${part}`, [width]);
  return normalise(graph, x, filled(1), o.bias ? filled(0) : null, o);
}

/**
 * Patch tokens [B, h * w, D] -> [B, prefix + h * w, D]: class token, registers, patches, with positions added. Room for
 * the prefix is made by zero padding, and one constant (folded when the session loads) fills it: no node depends on the
 * batch size.
 */
function withPrefixAndPositions(model: Model, patches: Value, o: VitOptions): Value {
  const { graph, weights } = model;
  const positions = learnedPositions(model, o.embed_dim, o.pos_embed);
  const prefix: Value[] = [];
  if (o.class_token) prefix.push(weights.tensor("cls_token", [1, 1, o.embed_dim]));
  if (o.register_tokens > 0) prefix.push(weights.tensor("reg_token", [1, o.register_tokens, o.embed_dim]));
  if (prefix.length === 0) return graph.op("Add", [patches, positions]);
  const prefixLength = Number(o.class_token) + o.register_tokens;
  const run = o.pos_embed.run_grid ?? o.pos_embed.grid;
  const patchCount = run[0] * run[1];
  const zeros = (count: number) =>
    graph.constant("float32", [1, count, o.embed_dim], new Float32Array(count * o.embed_dim));
  const spread = o.pos_embed.prefix_slots === 0 ? [zeros(prefixLength), positions] : [positions];
  const padded = graph.op("Pad", [patches, vector(graph, [0, prefixLength, 0, 0, 0, 0])]);
  const offsets = graph.op("Add", [
    graph.op("Concat", spread, { axis: int(1) }),
    graph.op("Concat", [...prefix, zeros(patchCount)], { axis: int(1) }),
  ]);
  return graph.op("Add", [padded, offsets]);
}
