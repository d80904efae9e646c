import type { InstanceAnnotation } from "../data/coco-file.ts";
import { centreCrop, centreOffset, type PreparationStep, shorterSideSize } from "../data/prepare.ts";
import { type PixelMap, type ResizeKernel, resizeLabelsNearest } from "../data/resize.ts";
import type { SizedBox } from "../math/box.ts";
import { paintRuns } from "../math/rle.ts";
import type { Size, TaskSizes } from "../protocol.ts";
import type { Evidence } from "./task.ts";

/**
 * How COCO's tasks show an image: shorter side to the crop's, then the square in its middle (authors' released code). A
 * larger crop is reduced plainly: at half its size each pixel is the mean of four.
 */
export function croppedSquare(
  { imageSize, cropSize = imageSize }: Pick<TaskSizes, "imageSize" | "cropSize">,
  kernel: ResizeKernel,
): readonly PreparationStep[] {
  const [size] = cropSize;
  const [height, width] = imageSize;
  const reduced: PreparationStep = { kind: "resize", height, width, kernel: "bilinear" };
  return [
    { kind: "shorter-side", size, kernel },
    { kind: "centre-crop", height: size, width: size },
    ...(height === size ? [] : [reduced]),
  ];
}

/** The same of a map of labels or ids, nearest neighbour. `[height, width]` -> `[size, size]` */
export function croppedLabels<Values extends Uint8Array | Uint16Array>(
  map: PixelMap<Values>,
  [size]: Size,
): Values {
  const resized = shorterSideSize(map.height, map.width, size);
  const { data } = resizeLabelsNearest(map, resized.height, resized.width, "nearest");
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

/** Objects of which pixels lie in the crop. */
export function croppedObjects(size: Size): Evidence<readonly InstanceAnnotation[]> {
  return {
    what: "objects in its centre crop",
    isIn: (annotations) => croppedInstanceIds(annotations, size).some((id: number) => id > 0),
  };
}

/**
 * The annotations' boxes as the crop shows them, `[x, y, width, height]` in its pixels: scaled, cut out and clipped, as the
 * authors' released code does. Of a box that leaves the crop what is inside counts, if that is a pixel wide and high: its
 * centre may lie outside while half of the crop shows it. null: nothing of it is there.
 */
export function croppedBoxes(annotations: readonly InstanceAnnotation[], [size]: Size): (SizedBox | null)[] {
  return annotations.map(({ box: [x, y, width, height], mask }) => {
    const resized = shorterSideSize(mask.height, mask.width, size);
    const inside = (from: number, length: number, whole: number, shown: number): [number, number] => {
      const scaled = (place: number) => (place * shown) / whole - centreOffset(shown, size);
      const start = Math.max(0, scaled(from));
      return [start, Math.min(size, scaled(from + length)) - start];
    };
    const [left, shownWidth] = inside(x, width, mask.width, resized.width);
    const [top, shownHeight] = inside(y, height, mask.height, resized.height);
    return shownWidth < 1 || shownHeight < 1 ? null : [left, top, shownWidth, shownHeight];
  });
}
