import type { InstanceAnnotation } from "../data/coco-file.ts";
import { openCocoInstances } from "../data/coco-instances.ts";
import { meanAveragePrecision, precisionRecall, rankDetections } from "../math/average-precision.ts";
import type { GridSize } from "../math/boundary-target.ts";
import { decodeCenters, protocolCenterDecode } from "../math/center-decode.ts";
import { centerInstances, protocolCenterTarget, renderCenters } from "../math/center-target.ts";
import {
  areaRanges,
  type DetectedBox,
  type ImageMatches,
  matchDetections,
  type TruthBox,
} from "../math/detection-matching.ts";
import { outputSize, protocol, type Size, type TaskSizes } from "../protocol.ts";
import {
  croppedBoxes,
  croppedInstanceIds,
  croppedObjects,
  croppedSquare,
  type InstanceIds,
} from "./coco-crop.ts";
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

/** The annotations' boxes in the crop. A box's clipped area is what makes an object large; crowds are objects like others. */
function truthBoxes(annotations: readonly InstanceAnnotation[], size: Size): TruthBox[] {
  return croppedBoxes(annotations, size).flatMap((box, index) =>
    box === null ? [] : [{ id: index + 1, box, area: box[2] * box[3], isCrowd: false }],
  );
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
    preparation: croppedSquare(sizes, "bilinear-antialias"),
    evidence: {
      training: croppedObjects([height, width]),
      metric: {
        what: `objects of ${areaRanges.large.min} square pixels or more in its centre crop`,
        isIn: (annotations) =>
          truthBoxes(annotations, [height, width]).some(({ area }) => area >= areaRanges.large.min),
      },
    },
    openDataset: async (root, options) => {
      const dataset = await openCocoInstances(root, options);
      return withSplits(dataset, taskSplits("object-detection", dataset.splits));
    },
    loss: () => ({ kind: "detection" }),
    target: (annotations) => shapes(ids(annotations), size),
    batchTargets: (images) => rendered(images, size),
    measure: ([heatmap, boxSizes], annotations) => {
      const truths = truthBoxes(annotations, [height, width]);
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
