import { z } from "zod";
import { boundaryTarget, thickBoundaries } from "../../math/boundary-target.ts";
import { decodeCenters } from "../../math/center-decode.ts";
import { type CenterTarget, centerTarget } from "../../math/center-target.ts";
import { type Comparison, type Computed, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

const boundary = z.strictObject({
  ids: encodedArray,
  box: z.tuple([z.number().int().positive(), z.number().int().positive()]),
});

export function checkBoundaryTarget(input: unknown, expected: unknown): Comparison {
  const { ids, box } = boundary.parse(input);
  const size = { height: ids.shape[0], width: ids.shape[1] };
  const target = boundaryTarget(ids.data, size, box);
  return compare(
    expected,
    {
      thick: thickBoundaries(ids.data, size),
      target,
      positive: target.reduce((sum, value) => sum + value, 0),
    },
    { exact: ["positive"] },
  );
}

const center = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("target"),
    ids: encodedArray,
    center: z.enum(["exact", "snapped"]),
    sigma_factor: z.number(),
    radius: z.number(),
  }),
  z.strictObject({
    kind: z.literal("decode"),
    heatmap: encodedArray,
    size: encodedArray,
    min_score: z.number(),
    nms_iou: z.number(),
    top_k: z.number().int(),
  }),
]);
const somePlaces = z.looseObject({
  heatmap_at: z.strictObject({ index: encodedArray, value: encodedArray }).optional(),
  heatmap_ones: z.number().nullable().optional(),
});

export function checkCenters(input: unknown, expected: unknown): Comparison {
  const parsed = center.parse(input);
  if (parsed.kind === "target") {
    const [height, width] = parsed.ids.shape;
    const options = { sigmaFactor: parsed.sigma_factor, radius: parsed.radius, center: parsed.center };
    return compareTarget(centerTarget(parsed.ids.data, { height, width }, options), width, expected);
  }
  const [height, width] = parsed.heatmap.shape;
  const options = { minScore: parsed.min_score, suppressionIou: parsed.nms_iou, topK: parsed.top_k };
  const decode = (topK: number) =>
    decodeCenters(parsed.heatmap.data, parsed.size.data, { height, width }, { ...options, topK });
  const found = decode(options.topK);
  return compare(
    expected,
    {
      n_peaks: found.peakCount,
      n_after_nms: decode(Number.POSITIVE_INFINITY).boxes.length,
      boxes: found.boxes,
      peaks: found.peaks,
      scores: found.scores,
    },
    { exact: ["n_peaks", "n_after_nms", "peaks"] },
  );
}

function compareTarget(target: CenterTarget, width: number, expected: unknown): Comparison {
  const { heatmap_at: places, heatmap_ones: ones, ...others } = somePlaces.parse(expected);
  const area = target.heatmap.length;
  const sizeAt: number[][] = [];
  for (let pixel = 0; pixel < area; pixel++) {
    const [w, h] = [target.sizes[pixel], target.sizes[area + pixel]];
    if (w > 0 || h > 0) sizeAt.push([Math.floor(pixel / width), pixel % width, w, h]);
  }
  const computed: { [field: string]: Computed } = {
    instances: target.instances.map((instance) => ({
      id: instance.id,
      cx: instance.centerX,
      cy: instance.centerY,
      sigma: instance.sigma,
      w: instance.width,
      h: instance.height,
      n_pixels: instance.pixels,
    })),
    heatmap: target.heatmap,
    heatmap_sum: target.heatmap.reduce((sum, value) => sum + value, 0),
    size_at: sizeAt,
  };
  const wanted: { [field: string]: unknown } = { ...others };
  // Here null means "not stated", not "undefined".
  if (ones !== null && ones !== undefined) {
    wanted.heatmap_ones = ones;
    computed.heatmap_ones = target.heatmap.filter((value) => value === 1).length;
  }
  if (places) {
    wanted.heatmap_values = Array.from(places.value.data);
    computed.heatmap_values = Array.from(places.index.data, (index) => target.heatmap[index]);
  }
  return compare(wanted, computed, { exact: ["id", "n_pixels", "heatmap_ones"] });
}
