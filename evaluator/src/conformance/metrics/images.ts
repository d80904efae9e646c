import { z } from "zod";
import { type NearestKernel, resizeChannels, resizeLabelsNearest } from "../../data/resize.ts";
import {
  maskFromRuns,
  type RunLengths,
  runsArea,
  runsBox,
  runsFromCounts,
  runsFromPolygon,
  runsFromString,
  runsToString,
  uniteRuns,
} from "../../math/rle.ts";
import { positionalEncoding } from "../../readout/positional-encoding.ts";
import { type Comparison, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

const side = z.number().int().positive();
const resampling = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("posenc"),
    height: side,
    width: side,
    dim: side,
    base: z.number(),
    step: z.number(),
  }),
  z.strictObject({
    kind: z.literal("resize"),
    mode: z.enum(["bilinear", "bicubic"]),
    antialias: z.boolean(),
    input: encodedArray,
    size: z.tuple([side, side]),
  }),
  z.strictObject({ kind: z.literal("nearest"), input: encodedArray, size: z.tuple([side, side]) }),
]);

export function checkResampling(input: unknown, expected: unknown): Comparison {
  const parsed = resampling.parse(input);
  if (parsed.kind === "nearest") return checkNearest(parsed, expected);
  if (parsed.kind === "posenc") return checkPositionalEncoding(parsed, expected);
  const [channels, height, width] = parsed.input.shape;
  const kernel = parsed.antialias ? (`${parsed.mode}-antialias` as const) : parsed.mode;
  const data = Float32Array.from(parsed.input.data);
  return compare(expected, {
    output: resizeChannels(data, channels, height, width, parsed.size[0], parsed.size[1], kernel),
  });
}

function checkPositionalEncoding(
  { height, width, dim, base, step }: Extract<z.infer<typeof resampling>, { kind: "posenc" }>,
  expected: unknown,
): Comparison {
  const axis = (length: number) => ({ positions: Float64Array.from({ length }, (_, i) => i * step) });
  return compare(expected, { output: positionalEncoding(axis(height), axis(width), dim, base) });
}

function checkNearest(
  { input, size: [outHeight, outWidth] }: Extract<z.infer<typeof resampling>, { kind: "nearest" }>,
  expected: unknown,
): Comparison {
  const map = { height: input.shape[0], width: input.shape[1], data: Int32Array.from(input.data) };
  const by = (kernel: NearestKernel) => resizeLabelsNearest(map, outHeight, outWidth, kernel).data;
  return compare(expected, { nearest: by("nearest"), nearest_exact: by("nearest-exact") });
}

const masks = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("polygons"),
    height: side,
    width: side,
    segmentation: z.array(z.array(z.number())),
  }),
  z.strictObject({
    kind: z.literal("counts"),
    height: side,
    width: side,
    segmentation: z.array(z.number()),
  }),
  z.strictObject({ kind: z.literal("compressed"), height: side, width: side, segmentation: z.string() }),
]);

export function checkMasks(input: unknown, expected: unknown): Comparison {
  const runs = runsOf(masks.parse(input));
  return compare(
    expected,
    {
      mask: maskFromRuns(runs),
      area: runsArea(runs),
      bbox: runsBox(runs),
      counts: runs.counts,
      compressed: runsToString(runs),
    },
    { exact: ["area", "bbox", "counts"] },
  );
}

function runsOf({ kind, height, width, segmentation }: z.infer<typeof masks>): RunLengths {
  if (kind === "counts") return runsFromCounts(segmentation, height, width);
  if (kind === "compressed") return runsFromString(segmentation, height, width);
  return uniteRuns(segmentation.map((polygon) => runsFromPolygon(polygon, height, width)));
}
