/** Corners in pixels: [xMin, yMin, xMax, yMax]. */
export type CornerBox = readonly [number, number, number, number];

/** Corner and size in pixels: [x, y, width, height], as COCO writes boxes. */
export type SizedBox = readonly [number, number, number, number];

/** Intersection over union of two boxes; NaN for two boxes without area. */
export function cornerIou(a: CornerBox, b: CornerBox): number {
  const intersection =
    Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
    Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const areaA = (a[2] - a[0]) * (a[3] - a[1]);
  const areaB = (b[2] - b[0]) * (b[3] - b[1]);
  return intersection / (areaA + areaB - intersection);
}

/**
 * COCO's overlap of a detection with a truth: intersection over union, or over the detection's area where the truth
 * is a crowd (`bbIou` of maskApi.c, without the "+ 1" of older code).
 */
export function cocoOverlap(detection: SizedBox, truth: SizedBox, truthIsCrowd: boolean): number {
  const width = Math.min(detection[0] + detection[2], truth[0] + truth[2]) - Math.max(detection[0], truth[0]);
  const height =
    Math.min(detection[1] + detection[3], truth[1] + truth[3]) - Math.max(detection[1], truth[1]);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  const detectionArea = detection[2] * detection[3];
  return intersection / (truthIsCrowd ? detectionArea : detectionArea + truth[2] * truth[3] - intersection);
}
