import { z } from "zod";
import { int, ints, type Value } from "../onnx/index.ts";
import { activation, block, channelNorm, conv, gridToTokens, type Model, tokensToGrid } from "./layers.ts";
import {
  activationId,
  blockFields,
  convOptions,
  finalNormOptions,
  type NormOptions,
  normOptions,
  positionOptions,
  weightOptions,
} from "./options.ts";
import { learnedPositions } from "./positions.ts";
import { finalNorm } from "./vit.ts";

const size = z.number().int().positive();

/** ViTamin: a convolutional stem of stride 16 in front of transformer blocks with gated MLPs. */
export const vitaminOptions = z.strictObject({
  ...blockFields,
  patch_embed: z.strictObject({
    type: z.literal("vitamin"),
    stem_width: size,
    norm: normOptions,
    stages: z.array(z.strictObject({ blocks: size, width: size })).min(1),
    mbconv: z.strictObject({
      hidden_by_stage: z.array(size),
      kernel: z.literal(3),
      activation: activationId,
      norm: normOptions,
    }),
    pool: convOptions.omit({ norm: true }).extend({ norm_before: normOptions }),
  }),
  class_token: z.literal(false),
  register_tokens: z.literal(0),
  pos_embed: positionOptions,
  layer_scale: z.null(),
  pre_norm: z.null(),
  final_norm: finalNormOptions,
  weights: weightOptions.prefault({}),
});
export type VitaminOptions = z.infer<typeof vitaminOptions>;
type StemOptions = VitaminOptions["patch_embed"];

const conv3 = { kernel: [3, 3], padding: [1, 1], bias: true } as const;
const conv1 = { kernel: [1, 1], stride: [1, 1], padding: [0, 0], bias: true } as const;

/** Normalised pixels [B, 3, I, I] -> tokens after the final norm as [B, D, h, w]. */
export function buildVitamin(
  model: Model,
  pixels: Value,
  grid: readonly [number, number],
  o: VitaminOptions,
): Value {
  const { graph } = model;
  const patches = stem(model, pixels, o.embed_dim, o.patch_embed);
  const positions = learnedPositions(model, o.embed_dim, o.pos_embed);
  let x = graph.op("Add", [gridToTokens(graph, patches, o.embed_dim, grid), positions]);
  for (let index = 0; index < o.depth; index++) {
    const name = `blocks.${index}`;
    x = graph.scoped(name, () => block(model, x, name, grid[0] * grid[1], o, null));
  }
  return tokensToGrid(graph, finalNorm(model, x, o.embed_dim, o.final_norm), 0, o.embed_dim, grid);
}

/** [B, 3, I, I] -> [B, D, I / 16, I / 16] */
function stem(model: Model, pixels: Value, dim: number, o: StemOptions): Value {
  const { graph } = model;
  const name = "patch_embed.backbone";
  let width = o.stem_width;
  let x = conv(model, pixels, `${name}.stem.conv1`, [3, width], { ...conv3, stride: [2, 2] });
  x = activation(graph, channelNorm(model, x, `${name}.stem.norm1`, width, o.norm), o.mbconv.activation);
  x = conv(model, x, `${name}.stem.conv2`, [width, width], { ...conv3, stride: [1, 1] });
  o.stages.forEach((stage, index) => {
    for (let step = 0; step < stage.blocks; step++) {
      const widths = { from: width, hidden: o.mbconv.hidden_by_stage[index]!, to: stage.width };
      const blockName = `${name}.stages.${index}.${step}`;
      const stride = step === 0 ? 2 : 1;
      x = graph.scoped(blockName, () => mbconv(model, x, blockName, widths, stride, o.mbconv));
      width = stage.width;
    }
  });
  x = channelNorm(model, x, `${name}.pool.norm`, width, o.pool.norm_before);
  return conv(model, x, `${name}.pool.proj`, [width, dim], o.pool);
}

interface MbconvWidths {
  readonly from: number;
  readonly hidden: number;
  readonly to: number;
}

/** Inverted bottleneck: [B, from, H, W] -> [B, to, H / stride, W / stride]. */
function mbconv(
  model: Model,
  x: Value,
  name: string,
  { from, hidden, to }: MbconvWidths,
  stride: 1 | 2,
  o: { readonly activation: VitaminOptions["mlp"]["activation"]; readonly norm: NormOptions },
): Value {
  const { graph } = model;
  const normed = channelNorm(model, x, `${name}.pre_norm`, from, o.norm);
  const wide = conv(model, normed, `${name}.conv1_1x1`, [from, hidden], conv1);
  const mixed = conv(model, activation(graph, wide, o.activation), `${name}.conv2_kxk`, [hidden, hidden], {
    ...conv3,
    stride: [stride, stride],
    groups: hidden,
  });
  const narrow = conv(
    model,
    activation(graph, mixed, o.activation),
    `${name}.conv3_1x1`,
    [hidden, to],
    conv1,
  );
  return graph.op("Add", [shortcut(model, x, name, from, to, stride), narrow]);
}

/** Padding does not count in the average. */
function shortcut(model: Model, x: Value, name: string, from: number, to: number, stride: 1 | 2): Value {
  const pooled =
    stride === 1
      ? x
      : model.graph.op("AveragePool", [x], {
          kernel_shape: ints([3, 3]),
          strides: ints([2, 2]),
          pads: ints([1, 1, 1, 1]),
          count_include_pad: int(0),
        });
  return from === to ? pooled : conv(model, pooled, `${name}.shortcut.expand`, [from, to], conv1);
}
