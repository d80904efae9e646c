import { z } from "zod";
import { precisionRecall, rankDetections } from "../../math/average-precision.ts";
import {
  type AreaName,
  areaRanges,
  groupByImage,
  type ImageMatches,
  matchDetections,
} from "../../math/detection-matching.ts";
import { type Comparison, compare } from "../comparison.ts";

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const detectionSet = z.strictObject({
  images: z.array(z.number().int()),
  categories: z.array(z.number().int()),
  annotations: z.array(
    z.strictObject({
      id: z.number().int(),
      image_id: z.number().int(),
      category_id: z.number().int(),
      bbox: box,
      area: z.number(),
      iscrowd: z.number().int(),
    }),
  ),
  detections: z.array(
    z.strictObject({
      image_id: z.number().int(),
      category_id: z.number().int(),
      bbox: box,
      score: z.number(),
    }),
  ),
});

export function checkAveragePrecision(input: unknown, expected: unknown): Comparison {
  const { images, categories, annotations, detections } = detectionSet.parse(input);
  const grouped = groupByImage(
    images,
    categories,
    annotations.map((truth) => ({
      id: truth.id,
      imageId: truth.image_id,
      categoryId: truth.category_id,
      box: truth.bbox,
      area: truth.area,
      isCrowd: truth.iscrowd !== 0,
    })),
    detections.map((detection) => ({
      imageId: detection.image_id,
      categoryId: detection.category_id,
      box: detection.bbox,
      score: detection.score,
    })),
  );
  const matches = (name: AreaName) =>
    grouped.map((image) => matchDetections(image.truths, image.detections, areaRanges[name]));
  const all = summarise(matches("all"));
  const small = summarise(matches("small"));
  const medium = summarise(matches("medium"));
  const large = summarise(matches("large"));
  const precisions = ({ AP, AP50, AP75 }: Summary) => ({ AP, AP50, AP75 });
  return compare(expected, {
    ap: {
      all: precisions(all),
      small: precisions(small),
      medium: precisions(medium),
      large: precisions(large),
    },
    summary: {
      ...precisions(all),
      APs: small.AP,
      APm: medium.AP,
      APl: large.AP,
      AR1: all.AR1,
      AR10: all.AR10,
      AR100: all.AR100,
      ARs: small.AR100,
      ARm: medium.AR100,
      ARl: large.AR100,
    },
  });
}

type Summary = ReturnType<typeof summarise>;

function summarise(images: readonly ImageMatches[]) {
  const { averagePrecision, recall } = precisionRecall(rankDetections(images, 100));
  const recallWith = (limit: number) => mean(precisionRecall(rankDetections(images, limit)).recall);
  return {
    AP: mean(averagePrecision),
    AP50: averagePrecision[0],
    AP75: averagePrecision[5],
    AR1: recallWith(1),
    AR10: recallWith(10),
    AR100: mean(recall),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
