import type { InstanceAnnotation } from "../data/coco-file.ts";
import { centreCrop, type PreparationStep, shorterSideSize } from "../data/prepare.ts";
import { type PixelMap, type ResizeKernel, resizeLabelsNearest } from "../data/resize.ts";
import { paintRuns } from "../math/rle.ts";
import type { Size } from "../protocol.ts";

/** How COCO's tasks show an image: shorter side to the crop's, then the square in its middle (authors' released code). */
export function croppedSquare([size]: Size, kernel: ResizeKernel): readonly PreparationStep[] {
  return [
    { kind: "shorter-side", size, kernel },
    { kind: "centre-crop", height: size, width: size },
  ];
}

/** The same of a map of labels or ids, nearest neighbour. `[height, width]` -> `[size, size]` */
export function croppedLabels<Values extends Uint8Array | Uint16Array>(
  map: PixelMap<Values>,
  [size]: Size,
): Values {
  const resized = shorterSideSize(map.height, map.width, size);
  const { data } = resizeLabelsNearest(map, resized.height, resized.width);
  return centreCrop(data, 1, resized, { height: size, width: size });
}

/** An image's instances as a map of ids: 0 background, i + 1 for annotation i. */
export type InstanceIds = Uint8Array | Uint16Array;

/**
 * The ids of the crop. Where masks overlap the first annotation wins (authors' released code); crowds are instances like
 * others (our decision, PROTOCOL.md). `[size, size]`
 */
export function croppedInstanceIds(annotations: readonly InstanceAnnotation[], size: Size): InstanceIds {
  if (annotations.length === 0) return new Uint8Array(size[0] * size[1]);
  const { height, width } = annotations[0].mask;
  const pixels = height * width;
  const ids = annotations.length < 256 ? new Uint8Array(pixels) : new Uint16Array(pixels);
  for (const [index, { mask }] of annotations.entries()) paintRuns(ids, mask, index + 1);
  return croppedLabels<InstanceIds>({ height, width, data: ids }, size);
}
