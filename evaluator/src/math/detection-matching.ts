import { cocoOverlap, type SizedBox } from "./box.ts";

/** One true object, in pixels of the image that detections are in. */
export interface TruthBox {
  /** Not 0: as in pycocotools, a truth with id 0 never counts as found. */
  readonly id: number;
  readonly box: SizedBox;
  /** Area by which the object counts as small, medium or large: of its mask, square pixels. */
  readonly area: number;
  readonly isCrowd: boolean;
}

export interface DetectedBox {
  readonly box: SizedBox;
  readonly score: number;
}

/** Inclusive limits, square pixels. */
export interface AreaRange {
  readonly min: number;
  readonly max: number;
}

/** COCO's object sizes. */
export const areaRanges = {
  all: { min: 0, max: 1e10 },
  small: { min: 0, max: 32 ** 2 },
  medium: { min: 32 ** 2, max: 96 ** 2 },
  large: { min: 96 ** 2, max: 1e10 },
} as const satisfies Record<string, AreaRange>;
export type AreaName = keyof typeof areaRanges;

/** 0.5 to 0.95 in ten steps, with the rounding of numpy's linspace, which overlaps are compared with exactly. */
export const overlapThresholds: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => 0.5 + i * ((0.95 - 0.5) / 9),
);

export const detectionLimit = 100;

/** One image's detections after matching, by falling score, at most 100. */
export interface ImageMatches {
  readonly scores: Float64Array;
  /** Bit t set: found a truth that counts, at overlap threshold t. */
  readonly foundBits: Uint16Array;
  /** Bit t set: neither right nor wrong at overlap threshold t. */
  readonly ignoredBits: Uint16Array;
  /** Truths that count. */
  readonly truthCount: number;
}

/**
 * Matches one image's detections with its truths as pycocotools' `COCOeval.evaluateImg` does, class-agnostic.
 * By falling score a detection takes the truth it overlaps most (the later one on a tie); truths that do not count
 * (crowds, areas out of range) come last and are not taken in place of a real match; a crowd matches any number.
 */
export function matchDetections(
  truths: readonly TruthBox[],
  detections: readonly DetectedBox[],
  range: AreaRange,
): ImageMatches {
  const ranked = detections.toSorted((a, b) => b.score - a.score).slice(0, detectionLimit);
  const marked = truths.map((truth) => ({
    ...truth,
    isIgnored: truth.isCrowd || !contains(range, truth.area),
  }));
  const ordered = marked.toSorted((a, b) => Number(a.isIgnored) - Number(b.isIgnored));
  const overlaps = ranked.map((detection) =>
    ordered.map((truth) => cocoOverlap(detection.box, truth.box, truth.isCrowd)),
  );
  const matches = {
    scores: Float64Array.from(ranked, (detection) => detection.score),
    foundBits: new Uint16Array(ranked.length),
    ignoredBits: new Uint16Array(ranked.length),
    truthCount: marked.filter((truth) => !truth.isIgnored).length,
  };
  for (const [t, threshold] of overlapThresholds.entries()) {
    const isTaken = new Uint8Array(ordered.length);
    for (const [d, detection] of ranked.entries()) {
      const match = bestTruth(ordered, overlaps[d], isTaken, threshold);
      if (match !== -1) isTaken[match] = 1;
      const isFound = match !== -1 && ordered[match].id !== 0;
      const isOutside = !contains(range, detection.box[2] * detection.box[3]);
      const isIgnored = (match !== -1 && ordered[match].isIgnored) || (!isFound && isOutside);
      if (isIgnored) matches.ignoredBits[d] |= 1 << t;
      else if (isFound) matches.foundBits[d] |= 1 << t;
    }
  }
  return matches;
}

function bestTruth(
  truths: readonly { readonly isCrowd: boolean; readonly isIgnored: boolean }[],
  overlaps: readonly number[],
  isTaken: Uint8Array,
  threshold: number,
): number {
  let best = Math.min(threshold, 1 - 1e-10);
  let match = -1;
  for (const [g, truth] of truths.entries()) {
    if (isTaken[g] === 1 && !truth.isCrowd) continue;
    if (match !== -1 && !truths[match].isIgnored && truth.isIgnored) break;
    if (overlaps[g] < best) continue;
    best = overlaps[g];
    match = g;
  }
  return match;
}

function contains(range: AreaRange, area: number): boolean {
  return !(area < range.min || area > range.max);
}

export interface ImageDetections {
  readonly truths: readonly TruthBox[];
  readonly detections: readonly DetectedBox[];
}

/**
 * Truths and detections of each image, images by ascending id, as pycocotools gathers them for class-agnostic
 * evaluation: within an image by ascending category id, then in the order given. Detections of a category that the
 * data set does not have are lost.
 */
export function groupByImage(
  imageIds: readonly number[],
  categoryIds: readonly number[],
  truths: readonly (TruthBox & { readonly imageId: number; readonly categoryId: number })[],
  detections: readonly (DetectedBox & { readonly imageId: number; readonly categoryId: number })[],
): ImageDetections[] {
  const categories = new Set(categoryIds);
  const inOrder = <Box extends { imageId: number; categoryId: number }>(boxes: readonly Box[]) => {
    const byImage = new Map<number, Box[]>();
    for (const box of boxes.toSorted((a, b) => a.categoryId - b.categoryId)) {
      if (!categories.has(box.categoryId)) continue;
      const known = byImage.get(box.imageId);
      if (known) known.push(box);
      else byImage.set(box.imageId, [box]);
    }
    return byImage;
  };
  const truthsByImage = inOrder(truths);
  const detectionsByImage = inOrder(detections);
  return [...new Set(imageIds)]
    .sort((a, b) => a - b)
    .map((id) => ({ truths: truthsByImage.get(id) ?? [], detections: detectionsByImage.get(id) ?? [] }));
}
