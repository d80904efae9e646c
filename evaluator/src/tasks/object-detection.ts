import type { InstanceAnnotation } from "../data/coco-file.ts";
import { openCocoInstances } from "../data/coco-instances.ts";
import { meanAveragePrecision, precisionRecall, rankDetections } from "../math/average-precision.ts";
import type { GridSize } from "../math/boundary-target.ts";
import type { SizedBox } from "../math/box.ts";
import { decodeCenters, protocolCenterDecode } from "../math/center-decode.ts";
import { centerInstances, protocolCenterTarget, renderCenters } from "../math/center-target.ts";
import {
  areaRanges,
  type DetectedBox,
  type ImageMatches,
  matchDetections,
  type TruthBox,
} from "../math/detection-matching.ts";
import { outputSize, protocol, type TaskSizes } from "../protocol.ts";
import { croppedInstanceIds, croppedSquare, type InstanceIds } from "./coco-crop.ts";
import type { ProtocolTask, SummaryOf } from "./task.ts";
import { taskSplits, withSplits } from "./task-splits.ts";

/** Values that an instance takes in a kept target. */
const stride = 5;

/** The instances' centres, spreads and sizes, in units of the crop's side; maps of them would take 2.4 MB. `[n * 5]` */
function shapes(ids: InstanceIds, size: GridSize): Float64Array {
  const instances = centerInstances(ids, size, protocolCenterTarget);
  return Float64Array.from(
    instances.flatMap((one) => [one.centerX, one.centerY, one.sigma, one.width, one.height]),
  );
}

/** Heat map, width and height of each image, `[B, 3, H, W]`. */
function rendered(images: readonly Float64Array[], size: GridSize): Float32Array {
  const pixels = size.height * size.width;
  const maps = new Float32Array(images.length * 3 * pixels);
  for (const [image, packed] of images.entries()) {
    const instances = Array.from({ length: packed.length / stride }, (_, index) => {
      const [centerX, centerY, sigma, boxWidth, boxHeight] = packed.subarray(stride * index);
      return { centerX, centerY, sigma, width: boxWidth, height: boxHeight };
    });
    const { heatmap, sizes } = renderCenters(instances, size, protocolCenterTarget);
    maps.set(heatmap, 3 * image * pixels);
    maps.set(sizes, (3 * image + 1) * pixels);
  }
  return maps;
}

/**
 * The box around each instance's pixels in the crop, corner to corner as the size target has it. Its area is what makes
 * an object large, as in the authors' released code; the annotation's area belongs to the original image.
 */
function truthBoxes(ids: InstanceIds, { width }: GridSize): TruthBox[] {
  const extents = new Map<number, { left: number; top: number; right: number; bottom: number }>();
  for (let pixel = 0; pixel < ids.length; pixel++) {
    if (ids[pixel] === 0) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const known = extents.get(ids[pixel]);
    if (known) {
      known.left = Math.min(known.left, x);
      known.right = Math.max(known.right, x);
      known.bottom = y;
    } else {
      extents.set(ids[pixel], { left: x, top: y, right: x, bottom: y });
    }
  }
  return [...extents]
    .sort(([a], [b]) => a - b)
    .map(([id, { left, top, right, bottom }]) => {
      const box: SizedBox = [left, top, right - left, bottom - top];
      return { id, box, area: box[2] * box[3], isCrowd: false };
    });
}

function detectedBoxes(heatmap: Float32Array, sizes: Float32Array, size: GridSize): DetectedBox[] {
  const { boxes, scores } = decodeCenters(heatmap, sizes, size, protocolCenterDecode);
  return boxes.map(([left, top, right, bottom], index) => ({
    box: [left, top, right - left, bottom - top],
    score: scores[index],
  }));
}

/** One image's detections against its objects of more than 96^2 pixels, and against all. */
interface DetectionPart {
  readonly large: ImageMatches;
  readonly all: ImageMatches;
}

/** Class-agnostic detection by centres: two readouts, AP of large objects in the 448 x 448 crop (section 4.1). */
export function objectDetectionTask(
  sizes: TaskSizes = protocol["object-detection"],
): ProtocolTask<"object-detection", InstanceAnnotation[], DetectionPart, Float64Array> {
  const [height, width] = outputSize(sizes);
  const size = { height, width };
  const ids = (annotations: readonly InstanceAnnotation[]) =>
    croppedInstanceIds(annotations, [height, width]);
  return {
    id: "object-detection",
    outputs: protocol["object-detection"].outputs,
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: croppedSquare(sizes.imageSize, "bilinear-antialias"),
    openDataset: async (root, options) => {
      const dataset = await openCocoInstances(root, options);
      return withSplits(dataset, taskSplits("object-detection", dataset.splits));
    },
    loss: () => ({ kind: "detection" }),
    target: (annotations) => shapes(ids(annotations), size),
    batchTargets: (images) => rendered(images, size),
    measure: ([heatmap, boxSizes], annotations) => {
      const truths = truthBoxes(ids(annotations), size);
      const detections = detectedBoxes(heatmap, boxSizes, size);
      return {
        large: matchDetections(truths, detections, areaRanges.large),
        all: matchDetections(truths, detections, areaRanges.all),
      };
    },
    summarise,
  };
}

function summarise(parts: readonly DetectionPart[]): SummaryOf<"object-detection"> {
  const large = rankDetections(parts.map((part) => part.large));
  const all = rankDetections(parts.map((part) => part.all));
  const { averagePrecision, recall } = precisionRecall(large);
  return {
    metrics: {
      "object-detection/apLarge": (multiplicity) => meanAveragePrecision(large, multiplicity),
    },
    secondary: {
      apAll: meanAveragePrecision(all),
      ap50Large: averagePrecision[0],
      recall50Large: recall[0],
      largeObjects: large.truthCount.reduce((sum, count) => sum + count, 0),
    },
  };
}
