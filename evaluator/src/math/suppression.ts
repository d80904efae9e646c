import { type CornerBox, cornerIou } from "./box.ts";

/**
 * Greedy non-maximum suppression: by falling score, ties in the order given, a box goes if its IoU with a kept one
 * exceeds `iouLimit`. Returns the kept indices by falling score (torchvision's `nms`).
 */
export function suppressNonMaxima(
  boxes: readonly CornerBox[],
  scores: ArrayLike<number>,
  iouLimit: number,
): number[] {
  const order = boxes.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
  const kept: number[] = [];
  for (const candidate of order) {
    // A NaN IoU (two boxes without area) is no overlap.
    const isCovered = kept.some((keeper) => cornerIou(boxes[keeper], boxes[candidate]) > iouLimit);
    if (!isCovered) kept.push(candidate);
  }
  return kept;
}
