import { z } from "zod";
import { reshape, transpose, type Value } from "../onnx/index.ts";
import { conv, linear, type Model, mlp, norm } from "./layers.ts";
import {
  activationId,
  bareConvOptions,
  normOptions,
  pair,
  storedFinalNormOptions,
  weightOptions,
} from "./options.ts";
import { maxPool2x2, windowAttention } from "./window-attention.ts";

const size = z.number().int().positive();

/** Hiera: attention within mask units in the first stages, over the whole map in the later ones. */
export const hieraOptions = z.strictObject({
  patch_embed: bareConvOptions,
  query_stride: z.tuple([z.literal(2), z.literal(2)]),
  blocks: z.array(
    z.strictObject({
      width_in: size,
      width_out: size,
      heads: size,
      attention: z.enum(["mask_unit", "global"]),
      query_pool: z.tuple([z.literal(2), z.literal(2)]).nullable(),
      mask_unit_tokens_after_pool: size,
    }),
  ),
  mlp_ratio: size,
  activation: activationId,
  norm: normOptions,
  qkv_bias: z.literal(true),
  proj_bias: z.literal(true),
  layer_scale: z.null(),
  pos_embed: z.strictObject({
    type: z.literal("learned_absolute"),
    /** Rows and columns of first-stage tokens, in the file and in the run. */
    grid: pair,
    prefix_slots: z.literal(0),
  }),
  final_norm: storedFinalNormOptions,
  weights: weightOptions.prefault({}),
});
export type HieraOptions = z.infer<typeof hieraOptions>;
type HieraBlock = HieraOptions["blocks"][number];

/**
 * Normalised pixels [B, 3, I, I] -> the last stage after the final norm, [B, D, h, w]. The reference regroups tokens into
 * mask units; here they stay on their map, since a unit is a window of it.
 */
export function buildHiera(model: Model, pixels: Value, o: HieraOptions): Value {
  const { graph, weights } = model;
  const first = o.blocks[0]!.width_in;
  const patches = conv(model, pixels, "patch_embed.proj", [3, first], o.patch_embed);
  const positions = weights.tensor("pos_embed", [1, o.pos_embed.grid[0] * o.pos_embed.grid[1], first]);
  let map: [number, number] = o.pos_embed.grid;
  const onMap = reshape(graph, positions, [1, ...map, first]);
  let x = graph.op("Add", [transpose(graph, patches, [0, 2, 3, 1]), onMap]);
  o.blocks.forEach((block, index) => {
    const name = `blocks.${index}`;
    x = graph.scoped(name, () => hieraBlock(model, x, name, map, block, o));
    if (block.query_pool) map = [map[0] / 2, map[1] / 2];
  });
  const last = o.blocks[o.blocks.length - 1]!.width_out;
  return transpose(graph, norm(model, x, o.final_norm.key, last, o.final_norm), [0, 3, 1, 2]);
}

/** [B, H, W, from] -> [B, H', W', to] */
function hieraBlock(
  model: Model,
  x: Value,
  name: string,
  map: readonly [number, number],
  block: HieraBlock,
  o: HieraOptions,
): Value {
  const { graph } = model;
  const { width_in: from, width_out: to } = block;
  const queryPool = block.query_pool ? "max-2x2" : "none";
  const pool = (value: Value) => (block.query_pool ? maxPool2x2(graph, value, map, to) : value);
  const unitSide = Math.sqrt(block.mask_unit_tokens_after_pool) * (block.query_pool ? 2 : 1);
  const normed = norm(model, x, `${name}.norm1`, from, o.norm);
  const shortcut = from === to ? x : pool(linear(model, normed, `${name}.proj`, [from, to], true));
  const attended = windowAttention(model, normed, `${name}.attn`, {
    map,
    window: block.attention === "global" ? null : unitSide,
    queryPool,
    widths: { from, to },
    heads: block.heads,
  });
  const middle = graph.op("Add", [shortcut, attended]);
  const again = norm(model, middle, `${name}.norm2`, to, o.norm);
  const branch = mlp(model, again, `${name}.mlp`, to, {
    type: "mlp",
    hidden: to * o.mlp_ratio,
    activation: o.activation,
    keys: { up: "fc1", down: "fc2" },
    bias: true,
    input_norm: null,
  });
  return graph.op("Add", [middle, branch]);
}
