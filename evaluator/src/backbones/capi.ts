import { z } from "zod";
import { int, type Value } from "../onnx/index.ts";
import { block, conv, gridToTokens, type Model, normalise, type Rotation, tokensToGrid } from "./layers.ts";
import { bareConvOptions, blockFields, normOptions, weightOptions } from "./options.ts";
import { withPrefix } from "./vit.ts";

const size = z.number().int().positive();

/** CAPI's encoder (facebookresearch/capi, model.py): rotary positions whose frequencies are stored, registers at the edge. */
export const capiOptions = z.strictObject({
  ...blockFields,
  patch_embed: bareConvOptions,
  register_tokens: size.multipleOf(4, "expected a multiple of 4: registers lie along four edges"),
  rope: z.strictObject({ type: z.literal("capi"), register_coordinates: z.literal("edge") }),
  /** It has no parameters. */
  final_norm: normOptions.extend({ bias: z.literal(false) }),
  weights: weightOptions.prefault({}),
});
export type CapiOptions = z.infer<typeof capiOptions>;

type Grid = readonly [number, number];

/** Normalised pixels [B, 3, I, I] -> patch tokens after the final norm as [B, D, h, w]. */
export function buildCapi(model: Model, pixels: Value, grid: Grid, o: CapiOptions): Value {
  const { graph } = model;
  const patches = conv(model, pixels, "patch_embed.proj", [3, o.embed_dim], o.patch_embed);
  const tokens = gridToTokens(graph, patches, o.embed_dim, grid);
  const patchCount = grid[0] * grid[1];
  const length = o.register_tokens + patchCount;
  let x = withPrefix(model, tokens, patchCount, o.embed_dim, { ...o, class_token: false }, null);
  const places = coordinates(o.register_tokens, grid);
  const at = graph.constant("float32", [length, 2], places, "rope.coordinates");
  for (let index = 0; index < o.depth; index++) {
    const name = `blocks.${index}`;
    x = graph.scoped(name, () => {
      const rotate = rotation(model, `${name}.attn.rope.freqs`, at, o.head_dim);
      return block(model, x, name, length, o, null, rotate);
    });
  }
  const ones = graph.constant("float32", [o.embed_dim], new Float32Array(o.embed_dim).fill(1));
  const normed = normalise(graph, x, ones, null, o.final_norm);
  return tokensToGrid(graph, normed, o.register_tokens, o.embed_dim, grid);
}

/**
 * Places of registers, then patches, as [row, column] from 0 to 1: [registers + h * w, 2]. The registers go once around
 * the edge, a quarter of them along each side; the first patch is at 0 and the last at 1.
 */
function coordinates(registers: number, [height, width]: Grid): Float32Array {
  const side = registers / 4;
  const step = (index: number, count: number) => (count === 1 ? 0 : index / (count - 1));
  const edge = Array.from({ length: registers }, (_, register) => {
    const along = (register % side) / side;
    const corners = [
      [along, 0],
      [1, along],
      [1 - along, 1],
      [0, 1 - along],
    ];
    return corners[Math.floor(register / side)]!;
  });
  const patches = Array.from({ length: height * width }, (_, patch) => [
    step(Math.floor(patch / width), height),
    step(patch % width, width),
  ]);
  return Float32Array.from([...edge, ...patches].flat());
}

/**
 * Turns queries and keys [B, heads, N, headDim] by their place times the stored frequencies [2, headDim]. A channel pairs
 * with the one half the width further, but each of the two has an angle of its own: the first half's is of the row, the
 * second's of the column, as the network was trained.
 */
function rotation({ graph, weights }: Model, name: string, places: Value, headDim: number): Rotation {
  const angles = graph.op("MatMul", [places, weights.tensor(name, [2, headDim])]);
  const cosine = graph.op("Cos", [angles]);
  // The rotated partner is (-second half, first half); its sign is kept in the sine.
  const signs = Float32Array.from({ length: headDim }, (_, channel) => (channel < headDim / 2 ? -1 : 1));
  const sine = graph.op("Mul", [graph.op("Sin", [angles]), graph.constant("float32", [headDim], signs)]);
  return (x) => {
    const halves = graph.ops("Split", [x], 2, { axis: int(-1), num_outputs: int(2) });
    const swapped = graph.op("Concat", [...halves].reverse(), { axis: int(-1) });
    return graph.op("Add", [graph.op("Mul", [x, cosine]), graph.op("Mul", [swapped, sine])]);
  };
}
