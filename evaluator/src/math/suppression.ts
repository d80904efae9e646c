import { type CornerBox, cornerIou } from "./box.ts";

export interface SuppressionOptions {
  /** Boxes that overlap a better one by more than this go. */
  readonly iouLimit: number;
  /** Stop when so many are kept: an untrained readout can have 20,000 peaks, and each is compared with every kept box. */
  readonly atMost: number;
}

/**
 * Greedy non-maximum suppression: by falling score, ties in the order given, a box goes if its IoU with a kept one
 * exceeds `iouLimit`. Returns the first `atMost` kept indices by falling score (torchvision's `nms`).
 */
export function suppressNonMaxima(
  boxes: readonly CornerBox[],
  scores: ArrayLike<number>,
  { iouLimit, atMost }: SuppressionOptions,
): number[] {
  const order = boxes.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
  const kept: number[] = [];
  for (const candidate of order) {
    if (kept.length >= atMost) break;
    // A NaN IoU (two boxes without area) is no overlap.
    const isCovered = kept.some((keeper) => cornerIou(boxes[keeper], boxes[candidate]) > iouLimit);
    if (!isCovered) kept.push(candidate);
  }
  return kept;
}
