import { z } from "zod";
import { transpose, type Value } from "../onnx/index.ts";
import { activation, channelNorm, conv, linear, type Model, norm } from "./layers.ts";
import {
  activationId,
  bareConvOptions,
  convOptions,
  normOptions,
  storedFinalNormOptions,
  weightOptions,
} from "./options.ts";

const size = z.number().int().positive();

/** ConvNeXt. */
export const convnextOptions = z.strictObject({
  patch_embed: convOptions.extend({ norm: normOptions }),
  stages: z
    .array(
      z.strictObject({
        blocks: size,
        width: size,
        downsample: z.strictObject({ norm: normOptions, conv: bareConvOptions }).nullable(),
      }),
    )
    .min(1),
  depthwise: bareConvOptions,
  norm: normOptions,
  mlp: z.strictObject({ ratio: z.number().positive(), activation: activationId }),
  layer_scale: z.strictObject({ keys: z.tuple([z.string()]) }).nullable(),
  final_norm: storedFinalNormOptions,
  weights: weightOptions.prefault({}),
});
export type ConvnextOptions = z.infer<typeof convnextOptions>;

/** Normalised pixels [B, 3, I, I] -> the last stage after the final norm, [B, D, h, w]. */
export function buildConvnext(model: Model, pixels: Value, o: ConvnextOptions): Value {
  const { graph } = model;
  let width = o.stages[0]!.width;
  let x = conv(model, pixels, "stem.0", [3, width], o.patch_embed);
  x = channelNorm(model, x, "stem.1", width, o.patch_embed.norm);
  o.stages.forEach((stage, index) => {
    const name = `stages.${index}`;
    if (stage.downsample) {
      x = channelNorm(model, x, `${name}.downsample.0`, width, stage.downsample.norm);
      x = conv(model, x, `${name}.downsample.1`, [width, stage.width], stage.downsample.conv);
    }
    width = stage.width;
    for (let block = 0; block < stage.blocks; block++) {
      const blockName = `${name}.blocks.${block}`;
      x = graph.scoped(blockName, () => convnextBlock(model, x, blockName, width, o));
    }
  });
  return channelNorm(model, x, o.final_norm.key, width, o.final_norm);
}

/** [B, C, H, W] -> [B, C, H, W] */
function convnextBlock(model: Model, x: Value, name: string, width: number, o: ConvnextOptions): Value {
  const { graph, weights } = model;
  const mixed = conv(model, x, `${name}.conv_dw`, [width, width], { ...o.depthwise, groups: width });
  const normed = norm(model, transpose(graph, mixed, [0, 2, 3, 1]), `${name}.norm`, width, o.norm);
  const hidden = width * o.mlp.ratio;
  const up = activation(
    graph,
    linear(model, normed, `${name}.mlp.fc1`, [width, hidden], true),
    o.mlp.activation,
  );
  const down = linear(model, up, `${name}.mlp.fc2`, [hidden, width], true);
  const key = o.layer_scale?.keys[0];
  const scaled = key ? graph.op("Mul", [down, weights.tensor(`${name}.${key}`, [width])]) : down;
  return graph.op("Add", [x, transpose(graph, scaled, [0, 3, 1, 2])]);
}
