import { z } from "zod";
import { type GraphBuilder, int, type Value } from "../onnx/index.ts";
import { block, conv, gridToTokens, type Model, type Rotation, tokensToGrid } from "./layers.ts";
import {
  bareConvOptions,
  blockFields,
  finalNormOptions,
  layerScaleOptions,
  weightOptions,
} from "./options.ts";
import { finalNorm, prefixLength, withPrefix } from "./vit.ts";

/** DINOv3's vision transformer: rotary positions on patch tokens in place of learned ones. */
export const dinov3Options = z.strictObject({
  ...blockFields,
  patch_embed: bareConvOptions,
  class_token: z.boolean(),
  register_tokens: z.number().int().nonnegative(),
  pos_embed: z.null(),
  layer_scale: layerScaleOptions.nullable(),
  pre_norm: z.null(),
  rope: z.strictObject({
    type: z.literal("dinov3"),
    temperature: z.number().positive(),
    rotate_half: z.literal(true),
    axis_order: z.tuple([z.literal("y"), z.literal("x")]),
  }),
  final_norm: finalNormOptions,
  weights: weightOptions.prefault({}),
});
export type Dinov3Options = z.infer<typeof dinov3Options>;

type Grid = readonly [number, number];

/** Normalised pixels [B, 3, I, I] -> patch tokens after the final norm as [B, D, h, w]. */
export function buildDinov3(model: Model, pixels: Value, grid: Grid, o: Dinov3Options): Value {
  const patches = conv(model, pixels, "patch_embed.proj", [3, o.embed_dim], o.patch_embed);
  const tokens = gridToTokens(model.graph, patches, o.embed_dim, grid);
  const patchCount = grid[0] * grid[1];
  const prefix = prefixLength(o);
  let x = withPrefix(model, tokens, patchCount, o.embed_dim, o, null);
  const rotate = rotation(model.graph, grid, prefix, o.head_dim, o.rope.temperature);
  for (let index = 0; index < o.depth; index++) {
    const name = `blocks.${index}`;
    const layerScale = o.layer_scale?.keys ?? null;
    x = model.graph.scoped(name, () => block(model, x, name, prefix + patchCount, o, layerScale, rotate));
  }
  return tokensToGrid(model.graph, finalNorm(model, x, o.embed_dim, o.final_norm), prefix, o.embed_dim, grid);
}

/**
 * Rotates queries or keys [B, heads, prefix + h * w, headDim] by their patch's place. Coordinates are pixel centres mapped
 * to [-1, 1]; channel i < headDim / 4 of an axis turns by 2 pi c / temperature^(4 i / headDim); rows come first, then columns,
 * twice. Prefix tokens turn by nothing.
 */
function rotation(
  graph: GraphBuilder,
  [height, width]: Grid,
  prefix: number,
  headDim: number,
  temperature: number,
): Rotation {
  const tokens = prefix + height * width;
  const quarter = headDim / 4;
  const cosines = new Float32Array(tokens * headDim).fill(1);
  const sines = new Float32Array(tokens * headDim);
  for (let patch = 0; patch < height * width; patch++) {
    const place = [Math.floor(patch / width) / height + 0.5 / height, (patch % width) / width + 0.5 / width];
    for (let channel = 0; channel < headDim; channel++) {
      const inHalf = channel % (headDim / 2);
      const coordinate = 2 * place[Math.floor(inHalf / quarter)]! - 1;
      const angle = (2 * Math.PI * coordinate) / temperature ** ((4 * (inHalf % quarter)) / headDim);
      const at = (prefix + patch) * headDim + channel;
      cosines[at] = Math.cos(angle);
      // The rotated partner is (-second half, first half); its sign is kept in the sine.
      sines[at] = channel < headDim / 2 ? -Math.sin(angle) : Math.sin(angle);
    }
  }
  const cosine = graph.constant("float32", [1, 1, tokens, headDim], cosines, "rope.cos");
  const sine = graph.constant("float32", [1, 1, tokens, headDim], sines, "rope.sin");
  return (x) => {
    const halves = graph.ops("Split", [x], 2, { axis: int(-1), num_outputs: int(2) });
    const swapped = graph.op("Concat", [...halves].reverse(), { axis: int(-1) });
    return graph.op("Add", [graph.op("Mul", [x, cosine]), graph.op("Mul", [swapped, sine])]);
  };
}
