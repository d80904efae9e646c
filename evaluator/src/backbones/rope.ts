import { z } from "zod";
import { InputError } from "../files/input-error.ts";
import { type GraphBuilder, int, type Value, vector } from "../onnx/index.ts";
import type { Rotation } from "./layers.ts";
import { pair } from "./options.ts";

const temperature = z.number().positive();

/** Coordinates are centres of patches, each axis mapped to [-1, 1]. */
export const dinov3RopeOptions = z.strictObject({
  type: z.literal("dinov3"),
  temperature,
  rotate_half: z.literal(true),
  axis_order: z.tuple([z.literal("y"), z.literal("x")]),
});

/** Coordinates are indices of patches, in units of the grid that the network was trained with. */
export const catRopeOptions = z.strictObject({
  type: z.literal("cat"),
  temperature,
  /** Added to each index. */
  grid_offset: z.number(),
  /** ij: rows turn the first channels; xy: columns do. */
  grid_indexing: z.enum(["ij", "xy"]),
  /** Rows and columns in training. */
  ref_feat_shape: pair,
  rotate_half: z.literal(false),
});

/**
 * Three axes, frame, row and column, with as many neighbouring pairs each as fit, and the rest untouched. Indices of
 * patches are stretched to those of the grid that the network was trained with; an image is frame 0.
 */
export const vjepa2RopeOptions = z.strictObject({
  type: z.literal("vjepa2"),
  temperature,
  /** Rows and columns in training. */
  ref_feat_shape: pair,
  rotate_half: z.literal(false),
});

type PlaneRope = z.infer<typeof dinov3RopeOptions> | z.infer<typeof catRopeOptions>;
export type RopeOptions = PlaneRope | z.infer<typeof vjepa2RopeOptions>;

export interface RopePlace {
  /** Rows and columns of patches. */
  readonly grid: readonly [number, number];
  /** Tokens in front of them, which turn by nothing. */
  readonly prefix: number;
  readonly headDim: number;
}

/**
 * Rotates queries and keys [B, heads, prefix + h * w, headDim] by their patch's place (timm 1.0.29, pos_embed_sincos.py).
 * Two channels make a plane that turns by one angle: channel i with i + headDim / 2 (`rotate_half`), or neighbours. The
 * result holds first, then second channels of all planes: products of queries with keys do not depend on that order.
 */
export function rotation(
  graph: GraphBuilder,
  { grid, prefix, headDim }: RopePlace,
  o: RopeOptions,
): Rotation {
  const planes = headDim / 2;
  const multiple = o.type === "vjepa2" ? 2 : 4;
  if (headDim % multiple !== 0) {
    throw new InputError(
      `options.head_dim: ${headDim}, expected a multiple of ${multiple} with rotary positions`,
    );
  }
  const tokens = prefix + grid[0] * grid[1];
  const angles = new Float64Array(tokens * planes);
  const ofPatches = o.type === "vjepa2" ? spaceTimeAngles(grid, planes, o) : patchAngles(grid, planes, o);
  angles.set(ofPatches, prefix * planes);
  const table = (name: string, of: (angle: number) => number) =>
    graph.constant("float32", [1, 1, tokens, planes], Float32Array.from(angles, of), name);
  const cosine = table("rope.cos", Math.cos);
  const sine = table("rope.sin", Math.sin);
  const product = (a: Value, b: Value) => graph.op("Mul", [a, b]);
  return (x) => {
    const [first, second] = o.rotate_half ? halves(graph, x) : neighbours(graph, x, headDim);
    const turned = [
      graph.op("Sub", [product(first, cosine), product(second, sine)]),
      graph.op("Add", [product(second, cosine), product(first, sine)]),
    ];
    return graph.op("Concat", turned, { axis: int(-1) });
  };
}

function halves(graph: GraphBuilder, x: Value): [Value, Value] {
  return graph.ops("Split", [x], 2, { axis: int(-1), num_outputs: int(2) }) as [Value, Value];
}

function neighbours(graph: GraphBuilder, x: Value, headDim: number): [Value, Value] {
  const every2nd = (from: number) =>
    graph.op("Slice", [x, ...[[from], [headDim], [-1], [2]].map((numbers) => vector(graph, numbers))]);
  return [every2nd(0), every2nd(1)];
}

/** [h * w, planes] in radians: the first half of the planes turns with one axis, the second with the other. */
function patchAngles([height, width]: RopePlace["grid"], planes: number, o: PlaneRope): Float64Array {
  const bands = planes / 2;
  const angles = new Float64Array(height * width * planes);
  for (let patch = 0; patch < height * width; patch++) {
    const row = coordinate(Math.floor(patch / width), height, o, 0);
    const column = coordinate(patch % width, width, o, 1);
    const axes = o.type === "cat" && o.grid_indexing === "xy" ? [column, row] : [row, column];
    for (let plane = 0; plane < planes; plane++) {
      const frequency = o.temperature ** (-(plane % bands) / bands);
      angles[patch * planes + plane] = axes[Math.floor(plane / bands)]! * frequency;
    }
  }
  return angles;
}

/** Radians by which the fastest plane turns. */
function coordinate(index: number, length: number, o: PlaneRope, axis: 0 | 1): number {
  if (o.type === "dinov3") return 2 * Math.PI * ((2 * (index + 0.5)) / length - 1);
  return ((index + o.grid_offset) / length) * o.ref_feat_shape[axis];
}

/** [h * w, planes] in radians: a third of the planes each for frame, row and column, and none for what is left. */
function spaceTimeAngles(
  [height, width]: RopePlace["grid"],
  planes: number,
  { temperature, ref_feat_shape: [rows, columns] }: z.infer<typeof vjepa2RopeOptions>,
): Float64Array {
  const bands = Math.floor(Math.floor((2 * planes) / 3) / 2);
  const angles = new Float64Array(height * width * planes);
  for (let patch = 0; patch < height * width; patch++) {
    const row = (Math.floor(patch / width) * (rows - 1)) / Math.max(1, height - 1);
    const column = ((patch % width) * (columns - 1)) / Math.max(1, width - 1);
    for (let band = 0; band < bands; band++) {
      const frequency = temperature ** (-band / bands);
      angles[patch * planes + bands + band] = row * frequency;
      angles[patch * planes + 2 * bands + band] = column * frequency;
    }
  }
  return angles;
}
