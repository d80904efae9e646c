import { z } from "zod";
import { int, slice, type Value, vector } from "../onnx/index.ts";
import { block, conv, gridToTokens, type Model, norm, normalise, tokensToGrid } from "./layers.ts";
import {
  blockFields,
  convOptions,
  type FinalNormOptions,
  finalNormOptions,
  layerScaleOptions,
  normOptions,
  type PositionOptions,
  positionOptions,
  weightOptions,
} from "./options.ts";
import { learnedPositions } from "./positions.ts";
import { catRopeOptions, type RopeOptions, rotation } from "./rope.ts";

/** Plain vision transformers: ViT, DINO, DINOv2, MAE, MoCo v3, CLIP, MetaCLIP, SigLIP, AIMv2, TIPS, InternViT; with rotary positions besides, EVA-02 and Perception Encoder. */
export const vitOptions = z
  .strictObject({
    ...blockFields,
    patch_embed: convOptions,
    class_token: z.boolean(),
    register_tokens: z.number().int().nonnegative(),
    pos_embed: positionOptions,
    /** Rotary positions besides the learned ones. */
    rope: catRopeOptions.nullable().default(null),
    layer_scale: layerScaleOptions.nullable(),
    /** A norm between the positions and the first block. */
    pre_norm: normOptions.nullable(),
    final_norm: finalNormOptions.nullable(),
    weights: weightOptions.prefault({}),
  })
  .refine(
    (o) =>
      [0, Number(o.class_token), Number(o.class_token) + o.register_tokens].includes(
        o.pos_embed.prefix_slots,
      ),
    "pos_embed.prefix_slots: expected a slot for each prefix token or none, or one for the class token alone",
  )
  .refine((o) => o.rope === null || o.head_dim % 4 === 0, {
    path: ["head_dim"],
    message: "expected a multiple of 4: two axes turn planes of two channels",
  });

/** Positions are learned, rotary, or both. */
export interface VitOptions extends Omit<z.infer<typeof vitOptions>, "pos_embed" | "rope"> {
  readonly pos_embed: PositionOptions | null;
  readonly rope: RopeOptions | null;
}

type Grid = readonly [number, number];

/** Normalised pixels [B, 3, I, I] -> patch tokens after the last block, and the final norm if any, as [B, D, h, w]. */
export function buildVit(model: Model, pixels: Value, grid: Grid, o: VitOptions): Value {
  const { graph } = model;
  const patches = conv(model, pixels, "patch_embed.proj", [3, o.embed_dim], o.patch_embed);
  const tokens = gridToTokens(graph, patches, o.embed_dim, grid);
  const normed = o.patch_embed.norm
    ? norm(model, tokens, "patch_embed.norm", o.embed_dim, o.patch_embed.norm)
    : tokens;
  const patchCount = grid[0] * grid[1];
  const prefix = prefixLength(o);
  const length = prefix + patchCount;
  const positions = o.pos_embed && {
    value: learnedPositions(model, o.embed_dim, o.pos_embed),
    slots: o.pos_embed.prefix_slots,
  };
  let x = withPrefix(model, normed, patchCount, o.embed_dim, o, positions);
  if (o.pre_norm) x = norm(model, x, "norm_pre", o.embed_dim, o.pre_norm);
  const layerScale = o.layer_scale?.keys ?? null;
  const rotate = o.rope && rotation(graph, { grid, prefix, headDim: o.head_dim }, o.rope);
  for (let index = 0; index < o.depth; index++) {
    const name = `blocks.${index}`;
    x = graph.scoped(name, () => block(model, x, name, length, o, layerScale, rotate));
  }
  if (o.final_norm) x = finalNorm(model, x, o.embed_dim, o.final_norm);
  return tokensToGrid(graph, x, prefix, o.embed_dim, grid);
}

export function finalNorm(model: Model, x: Value, width: number, o: FinalNormOptions): Value {
  if (o.parameters === "stored") return norm(model, x, o.key, width, o);
  const { graph, weights } = model;
  const filled = (value: number) => graph.constant("float32", [width], new Float32Array(width).fill(value));
  // The file's norm is skipped on purpose: account for it.
  for (const part of o.bias ? ["weight", "bias"] : ["weight"]) weights.read(`${o.key}.${part}`, [width]);
  return normalise(graph, x, filled(1), o.bias ? filled(0) : null, o);
}

/** What stands in front of the patch tokens: the class token, then registers. */
export interface PrefixOptions {
  readonly class_token: boolean;
  readonly register_tokens: number;
}

export function prefixLength(o: PrefixOptions): number {
  return Number(o.class_token) + o.register_tokens;
}

/**
 * Patch tokens [B, h * w, D] -> [B, prefix + h * w, D]. Room for the prefix is made by zero padding, and one constant
 * (folded when the session loads) fills it and adds the positions: no node depends on the batch size. Positions cover
 * all tokens, class token and patches, the patches alone, or nothing (null).
 */
export function withPrefix(
  { graph, weights }: Model,
  patches: Value,
  patchCount: number,
  dim: number,
  o: PrefixOptions,
  positions: { readonly value: Value; readonly slots: number } | null,
): Value {
  const length = prefixLength(o);
  if (length === 0) return positions ? graph.op("Add", [patches, positions.value]) : patches;
  const zeros = (count: number) =>
    graph.constant("float32", [1, count, dim], new Float32Array(count * dim), `zeros.${count}`);
  const concat = (parts: Value[]) => graph.op("Concat", parts, { axis: int(1) });
  const prefix: Value[] = [];
  if (o.class_token) prefix.push(weights.tensor("cls_token", [1, 1, dim]));
  if (o.register_tokens > 0) prefix.push(weights.tensor("reg_token", [1, o.register_tokens, dim]));
  /** Positions of all tokens: zero where there is no slot, which is at registers before it is at the class token. */
  const spread = ({ value, slots }: { readonly value: Value; readonly slots: number }) => {
    if (slots === length) return value;
    if (slots === 0) return concat([zeros(length), value]);
    const [own, rest] = [
      slice(graph, value, [1], [0], [slots]),
      slice(graph, value, [1], [slots], [slots + patchCount]),
    ];
    return concat([own, zeros(length - slots), rest]);
  };
  const padded = graph.op("Pad", [patches, vector(graph, [0, length, 0, 0, 0, 0])]);
  const tokens = concat([...prefix, zeros(patchCount)]);
  if (!positions) return graph.op("Add", [padded, tokens]);
  return graph.op("Add", [padded, graph.op("Add", [tokens, spread(positions)])]);
}
