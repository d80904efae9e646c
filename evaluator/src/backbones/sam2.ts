import { z } from "zod";
import { resizeChannels } from "../data/resize.ts";
import { string, transpose, type Value } from "../onnx/index.ts";
import { conv, linear, type Model, mlp, norm } from "./layers.ts";
import { activationId, bareConvOptions, normOptions, pair, weightOptions } from "./options.ts";
import { channelsLast } from "./positions.ts";
import { maxPool2x2, windowAttention } from "./window-attention.ts";

const size = z.number().int().positive();

/** SAM 2's image encoder: a Hiera trunk with windows that need not divide the map, and a feature pyramid neck. */
export const sam2Options = z.strictObject({
  patch_embed: bareConvOptions,
  stages: z.array(z.strictObject({ blocks: size, heads: size })).length(4),
  blocks: z.array(
    z.strictObject({
      width_in: size,
      width_out: size,
      /** 0: the whole map. */
      window: z.number().int().nonnegative(),
      query_pool: z.tuple([z.literal(2), z.literal(2)]).nullable(),
    }),
  ),
  query_stride: z.tuple([z.literal(2), z.literal(2)]),
  mlp_ratio: z.number().positive(),
  activation: activationId,
  norm: normOptions,
  qkv_bias: z.literal(true),
  proj_bias: z.literal(true),
  pos_embed: z.strictObject({
    type: z.literal("windowed_absolute"),
    background: pair,
    window: pair,
    resample: z.strictObject({
      kernel: z.literal("bicubic"),
      antialias: z.literal(false),
      cubic_a: z.literal(-0.75),
      align_corners: z.literal(false),
    }),
  }),
  neck: z.strictObject({
    out_channels: size,
    kernel: z.literal(1),
    in_channels_by_conv: z.array(size).length(4),
    top_down_levels: z.tuple([z.literal(2), z.literal(3)]),
    top_down_upsampling: z.literal("nearest x2"),
    output_stride: z.literal(16),
  }),
  final_norm: z.null(),
  weights: weightOptions.prefault({}),
});
export type Sam2Options = z.infer<typeof sam2Options>;
type Sam2Block = Sam2Options["blocks"][number];
type Map2d = readonly [number, number];

/** Normalised pixels [B, 3, I, I] -> the neck's stride-16 level, [B, D, I / 16, I / 16]. */
export function buildSam2(model: Model, pixels: Value, inputSize: number, o: Sam2Options): Value {
  const { graph } = model;
  const first = o.blocks[0]!.width_in;
  const patches = conv(model, pixels, "backbone.patch_embed.projection", [3, first], o.patch_embed);
  const side = inputSize / o.patch_embed.stride[0];
  let map: Map2d = [side, side];
  let x = graph.op("Add", [transpose(graph, patches, [0, 2, 3, 1]), windowedPositions(model, map, first, o)]);
  const stageEnds = o.stages.map((_, stage) =>
    o.stages.slice(0, stage + 1).reduce((sum, s) => sum + s.blocks, 0),
  );
  const stageOutputs: Value[] = [];
  o.blocks.forEach((block, index) => {
    const name = `backbone.blocks.${index}`;
    const stage = stageEnds.findIndex((end) => index < end);
    const heads = o.stages[stage]!.heads;
    x = graph.scoped(name, () => sam2Block(model, x, name, map, heads, block, o));
    if (block.query_pool) map = [map[0] / 2, map[1] / 2];
    if (index + 1 === stageEnds[stage]) stageOutputs.push(x);
  });
  return neck(model, stageOutputs[3]!, stageOutputs[2]!, o);
}

/** A resized background grid plus a window's pattern repeated over the map: [1, H, W, C]. */
function windowedPositions({ graph, weights }: Model, map: Map2d, dim: number, o: Sam2Options): Value {
  const { background, window } = o.pos_embed;
  const stored = weights.read("backbone.pos_embed", [1, dim, ...background]);
  const pattern = weights.read("backbone.pos_embed_window", [1, dim, ...window]);
  const positions = resizeChannels(stored, dim, ...background, ...map, "bicubic");
  for (let channel = 0; channel < dim; channel++) {
    for (let y = 0; y < map[0]; y++) {
      for (let x = 0; x < map[1]; x++) {
        const inWindow = (channel * window[0] + (y % window[0])) * window[1] + (x % window[1]);
        positions[(channel * map[0] + y) * map[1] + x]! += pattern[inWindow]!;
      }
    }
  }
  return graph.constant("float32", [1, ...map, dim], channelsLast(positions, dim), "positions");
}

/** [B, H, W, from] -> [B, H', W', to] */
function sam2Block(
  model: Model,
  x: Value,
  name: string,
  map: Map2d,
  heads: number,
  block: Sam2Block,
  o: Sam2Options,
): Value {
  const { graph } = model;
  const { width_in: from, width_out: to } = block;
  const normed = norm(model, x, `${name}.layer_norm1`, from, o.norm);
  const pool = (value: Value) => (block.query_pool ? maxPool2x2(graph, value, map, to) : value);
  const shortcut = from === to ? x : pool(linear(model, normed, `${name}.proj`, [from, to], true));
  const attended = windowAttention(model, normed, `${name}.attn`, {
    map,
    window: block.window === 0 ? null : block.window,
    queryPool: block.query_pool ? "max-2x2" : "none",
    widths: { from, to },
    heads,
  });
  const middle = graph.op("Add", [shortcut, attended]);
  const again = norm(model, middle, `${name}.layer_norm2`, to, o.norm);
  const branch = mlp(model, again, `${name}.mlp`, to, {
    type: "mlp",
    hidden: to * o.mlp_ratio,
    activation: o.activation,
    keys: { up: "proj_in", down: "proj_out" },
    bias: true,
    input_norm: null,
  });
  return graph.op("Add", [middle, branch]);
}

/** Stride-16 lateral plus the stride-32 lateral enlarged twofold; the finer levels do not reach this output. */
function neck(model: Model, stride32: Value, stride16: Value, o: Sam2Options): Value {
  const { graph, weights } = model;
  const { out_channels: out, in_channels_by_conv: channels } = o.neck;
  const lateral = (x: Value, level: 0 | 1) =>
    conv(model, transpose(graph, x, [0, 3, 1, 2]), `neck.convs.${level}`, [channels[level]!, out], {
      kernel: [1, 1],
      stride: [1, 1],
      padding: [0, 0],
      bias: true,
    });
  const scales = graph.constant("float32", [4], Float32Array.of(1, 1, 2, 2));
  const enlarged = graph.op("Resize", [lateral(stride32, 0), null, scales], {
    mode: string("nearest"),
    coordinate_transformation_mode: string("asymmetric"),
    nearest_mode: string("floor"),
  });
  for (const unused of channels.slice(2)) weights.countUnused((unused + 1) * out);
  return graph.op("Add", [lateral(stride16, 1), enlarged]);
}
