/** The shapes of the PyTorch peer's benchmark: one training step each. */
import type { GridSize } from "../src/readout/config.ts";
import type { LossSpec, Targets } from "../src/readout/trainer.ts";

export interface BenchShape {
  readonly featureDim: number;
  readonly featureGrid: GridSize;
  readonly queryGrid: GridSize;
  /** Output channels of each readout. */
  readonly outputs: readonly number[];
  readonly loss: LossSpec;
  readonly batch: number;
  targets(images: number): Targets;
}

const square = (side: number): GridSize => [side, side];
const depthLabels: GridSize = [216, 288];
/** As the data set has them: a step takes three times as long (PROTOCOL.md). */
const wholeDepthLabels: GridSize = [480, 640];

function depthShape(featureDim: number, side: number, labelSize: GridSize): BenchShape {
  return {
    featureDim,
    featureGrid: square(side),
    queryGrid: square(28),
    outputs: [1],
    loss: { kind: "siglog", labelSize },
    batch: 32,
    targets: (images) =>
      Float32Array.from({ length: images * labelSize[0] * labelSize[1] }, () => 11 * Math.random()),
  };
}

function labels(classes: number, side: number): (images: number) => Uint8Array {
  return (images) => {
    const made = Uint8Array.from({ length: images * side * side }, () => Math.floor(Math.random() * classes));
    return made.map((label, pixel) => (Math.floor(pixel / side) % side < 8 ? 255 : label));
  };
}

const outline = (side: number) => (images: number) =>
  Uint8Array.from({ length: images * side * side }, () => (Math.random() < 0.07 ? 1 : 0));

/** Few positive sizes on a soft heat map, as the peer draws them. */
function detectionTargets(images: number): Float32Array {
  const pixels = 448 * 448;
  return Float32Array.from({ length: 3 * images * pixels }, (_, entry) => {
    if (Math.floor(entry / pixels) % 3 === 0) return Math.random() ** 8;
    return Math.random() < 0.002 ? Math.random() : 0;
  });
}

export const benchShapes: Readonly<Record<string, BenchShape>> = {
  "vit-b-224-voc": {
    featureDim: 768,
    featureGrid: square(14),
    queryGrid: square(28),
    outputs: [21],
    loss: { kind: "cross-entropy", ignoreLabel: 255 },
    batch: 32,
    targets: labels(21, 224),
  },
  "dinov2-518-voc": {
    featureDim: 768,
    featureGrid: square(37),
    queryGrid: square(28),
    outputs: [21],
    loss: { kind: "cross-entropy", ignoreLabel: 255 },
    batch: 32,
    targets: labels(21, 224),
  },
  "hiera-depth": depthShape(896, 7, depthLabels),
  "vit-b-depth": depthShape(768, 14, depthLabels),
  "vit-b-depth-whole": depthShape(768, 14, wholeDepthLabels),
  "dinov2-518-depth": depthShape(768, 37, depthLabels),
  "dinov2-518-depth-whole": depthShape(768, 37, wholeDepthLabels),
  "vit-b-boundaries": {
    featureDim: 768,
    featureGrid: square(14),
    queryGrid: square(56),
    outputs: [1],
    loss: { kind: "binary-cross-entropy" },
    batch: 32,
    targets: outline(448),
  },
  "sam2-boundaries": {
    featureDim: 256,
    featureGrid: square(64),
    queryGrid: square(56),
    outputs: [1],
    loss: { kind: "binary-cross-entropy" },
    batch: 4,
    targets: outline(448),
  },
  "vit-b-detection": {
    featureDim: 768,
    featureGrid: square(14),
    queryGrid: square(56),
    outputs: [1, 2],
    loss: { kind: "detection" },
    batch: 32,
    targets: detectionTargets,
  },
};
