import type { InstanceAnnotation } from "../data/coco-file.ts";
import { openCocoInstances } from "../data/coco-instances.ts";
import { boundaryIou, boundaryPart, boundaryPartOfSums, boundaryRow } from "../math/boundary.ts";
import { boundaryTarget } from "../math/boundary-target.ts";
import { packStatistics, pooledSums } from "../math/sufficient-statistics.ts";
import { boundaryDilation, outputSize, protocol, type Size, type TaskSizes } from "../protocol.ts";
import { croppedInstanceIds, croppedObjects, croppedSquare } from "./coco-crop.ts";
import { definedMean } from "./defined-mean.ts";
import type { ProtocolTask, SummaryOf } from "./task.ts";
import { taskSplits, withSplits } from "./task-splits.ts";

/** Eight pixels a byte, first pixel in the lowest bit: the 5,000 targets take 125 MB. */
function packBits(mask: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(mask.length / 8));
  for (let pixel = 0; pixel < mask.length; pixel++) bits[pixel >> 3] |= mask[pixel] << (pixel & 7);
  return bits;
}

function unpackBits(images: readonly Uint8Array[], pixels: number): Uint8Array {
  const masks = new Uint8Array(images.length * pixels);
  for (const [image, bits] of images.entries()) {
    const mask = masks.subarray(image * pixels, (image + 1) * pixels);
    for (const [place, byte] of bits.entries()) {
      for (let left = byte, pixel = 8 * place; left !== 0; left >>= 1, pixel++) mask[pixel] = left & 1;
    }
  }
  return masks;
}

/**
 * Outlines of COCO's instances: binary cross-entropy, IoU of one dataset count at 448 x 448 (section 4.1).
 *
 * @param dilation Box that outlines are widened by, pixels of the output.
 */
export function boundariesTask(
  sizes: TaskSizes = protocol.boundaries,
  dilation: Size = boundaryDilation(outputSize(protocol.boundaries)),
): ProtocolTask<"boundaries", InstanceAnnotation[], number[], Uint8Array> {
  const size = outputSize(sizes);
  const [height, width] = size;
  const outlines = (annotations: readonly InstanceAnnotation[]) =>
    boundaryTarget(croppedInstanceIds(annotations, size), { height, width }, dilation);
  return {
    id: "boundaries",
    outputs: protocol.boundaries.outputs,
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: croppedSquare(sizes, "bilinear-antialias"),
    evidence: { training: croppedObjects(size), metric: croppedObjects(size) },
    openDataset: async (root, options) => {
      const dataset = await openCocoInstances(root, options);
      return withSplits(dataset, taskSplits("boundaries", dataset.splits));
    },
    loss: () => ({ kind: "binary-cross-entropy" }),
    target: (annotations) => packBits(outlines(annotations)),
    batchTargets: (images) => unpackBits(images, height * width),
    measure: ([logits], annotations) => boundaryRow(boundaryPart(logits, outlines(annotations))),
    summarise,
  };
}

function summarise(parts: readonly number[][]): SummaryOf<"boundaries"> {
  const statistics = packStatistics(parts);
  const pooled = (multiplicity?: Uint32Array) => boundaryPartOfSums(pooledSums(statistics, multiplicity));
  const perImage = parts.map(boundaryPartOfSums);
  const { truePositives, falseNegatives, pixels } = pooled();
  return {
    metrics: {
      "boundaries/ce": (multiplicity) => {
        const part = pooled(multiplicity);
        return part.crossEntropySum / part.pixels;
      },
      "boundaries/iou": (multiplicity) => 100 * boundaryIou(pooled(multiplicity)),
    },
    secondary: {
      ceMeanOfImages: definedMean(perImage.map((part) => part.crossEntropySum / part.pixels)),
      iouMeanOfImages: 100 * definedMean(perImage.map(boundaryIou)),
      boundaryShare: (truePositives + falseNegatives) / pixels,
    },
  };
}
