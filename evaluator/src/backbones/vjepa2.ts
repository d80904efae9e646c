import { z } from "zod";
import type { Value } from "../onnx/index.ts";
import { block, conv, gridToTokens, type Model, tokensToGrid } from "./layers.ts";
import { bareConvOptions, blockFields, finalNormOptions, weightOptions } from "./options.ts";
import { rotation, vjepa2RopeOptions } from "./rope.ts";
import { finalNorm } from "./vit.ts";

/** V-JEPA 2.1's encoder (facebookresearch/vjepa2, app/vjepa_2_1) on an image: a clip of one frame, with layers of its own. */
export const vjepa2Options = z.strictObject({
  ...blockFields,
  /** Of an image; a clip has another. */
  patch_embed: bareConvOptions,
  /** Added to every token of an image. */
  modality_embed: z.strictObject({ key: z.string().min(1) }),
  rope: vjepa2RopeOptions,
  final_norm: finalNormOptions,
  weights: weightOptions.prefault({}),
});
export type Vjepa2Options = z.infer<typeof vjepa2Options>;

/** Normalised pixels [B, 3, I, I] -> patch tokens after the last level's norm as [B, D, h, w]. */
export function buildVjepa2(
  model: Model,
  pixels: Value,
  grid: readonly [number, number],
  o: Vjepa2Options,
): Value {
  const { graph, weights } = model;
  const patches = conv(model, pixels, "patch_embed.proj", [3, o.embed_dim], o.patch_embed);
  const tokens = gridToTokens(graph, patches, o.embed_dim, grid);
  let x = graph.op("Add", [tokens, weights.tensor(o.modality_embed.key, [1, 1, o.embed_dim])]);
  const rotate = rotation(graph, { grid, prefix: 0, headDim: o.head_dim }, o.rope);
  for (let index = 0; index < o.depth; index++) {
    const name = `blocks.${index}`;
    x = graph.scoped(name, () => block(model, x, name, grid[0] * grid[1], o, null, rotate));
  }
  return tokensToGrid(graph, finalNorm(model, x, o.embed_dim, o.final_norm), 0, o.embed_dim, grid);
}
