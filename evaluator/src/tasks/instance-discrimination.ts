import type { InstanceAnnotation } from "../data/coco-file.ts";
import { type CocoInstances, openCocoInstances } from "../data/coco-instances.ts";
import type { Dataset, Splits } from "../data/dataset.ts";
import { resizeChannels, resizeLabelsNearest } from "../data/resize.ts";
import { InputError } from "../files/input-error.ts";
import { adjustedRandIndex, foregroundIndices } from "../math/adjusted-rand-index.ts";
import { kMeans, protocolKMeans } from "../math/k-means.ts";
import { type RandomStream, uniformInteger, xoshiro128 } from "../math/random.ts";
import {
  outputSize,
  protocol,
  type Size,
  instanceDiscrimination as settings,
  type TaskSizes,
} from "../protocol.ts";
import type { InstanceSamples } from "../readout/trainer.ts";
import { croppedInstanceIds, croppedObjects, croppedSquare, type InstanceIds } from "./coco-crop.ts";
import { definedMean } from "./defined-mean.ts";
import type { Evidence, ProtocolTask, SummaryOf } from "./task.ts";
import { taskSplits, withSplits } from "./task-splits.ts";

const [dimension] = protocol["instance-discrimination"].outputs;

/** An image's instances and where their classes begin: every instance of the training set is a class of its own. */
export interface NumberedInstances {
  readonly annotations: readonly InstanceAnnotation[];
  /** Class of the first annotation; 0 is the background. */
  readonly firstClass: number;
}

export interface InstanceDataset extends Dataset<NumberedInstances> {
  /** Instances of the training images, and the background. */
  readonly classes: number;
}

type InstanceTarget = {
  readonly ids: InstanceIds;
  /** One value, as in `NumberedInstances`. */
  readonly firstClass: Uint32Array;
};

/** Test images with three annotations and more that are large in the original image. */
function testImages(dataset: CocoInstances, test: readonly string[]): string[] {
  const { testInstances, testInstanceArea } = settings;
  const chosen = test.filter(
    (id) => dataset.summary(id).areas.filter((area) => area > testInstanceArea).length >= testInstances,
  );
  if (chosen.length > 0) return chosen;
  throw new InputError(
    `${dataset.root}: none of ${test.length} test images has ${testInstances} annotations of more than ${testInstanceArea} square pixels; instance discrimination tests on those that have`,
  );
}

async function openInstances(...[root, options]: Parameters<typeof openCocoInstances>) {
  const opened = await openCocoInstances(root, options);
  try {
    const first = taskSplits("instance-discrimination", opened.splits);
    return numbered(opened, { ...first, test: testImages(opened, first.test) });
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

function numbered(opened: CocoInstances, splits: Splits): InstanceDataset {
  const firstClasses = new Map<string, number>();
  let classes = 1;
  for (const id of splits.train) {
    firstClasses.set(id, classes);
    classes += opened.summary(id).count;
  }
  return {
    ...withSplits(opened, splits),
    classes,
    readAnnotation: async (id) => ({
      annotations: await opened.readAnnotation(id),
      firstClass: firstClasses.get(id) ?? 0,
    }),
  };
}

/** Pixels drawn evenly over each image, and the classes they show. */
function samples(images: readonly InstanceTarget[], random: RandomStream): InstanceSamples {
  const perImage = settings.samplesPerImage;
  const pixels = new Int32Array(images.length * perImage);
  const classes = new Int32Array(pixels.length);
  for (let sample = 0; sample < pixels.length; sample++) {
    const { ids, firstClass } = images[Math.floor(sample / perImage)];
    pixels[sample] = uniformInteger(random, ids.length);
    const id = ids[pixels[sample]];
    classes[sample] = id === 0 ? 0 : firstClass[0] + id - 1;
  }
  return { pixels, classes };
}

/** An image's adjusted Rand indices over its foreground pixels; NaN where it has none. */
interface ClusteringPart {
  /** In the crop at the size of clustering. */
  readonly instances: number;
  /** Foreground pixels clustered, as the paper says. */
  readonly foreground: number;
  /** All pixels clustered, as the authors' released code does. */
  readonly allPixels: number;
}

/** `[D, N]` -> `[points, D]`, the points at `indices`. */
function pointsAt(embedding: Float32Array, indices: ArrayLike<number>): Float64Array {
  const pixels = embedding.length / dimension;
  const points = new Float64Array(indices.length * dimension);
  for (let point = 0; point < indices.length; point++) {
    for (let d = 0; d < dimension; d++)
      points[point * dimension + d] = embedding[d * pixels + indices[point]];
  }
  return points;
}

/**
 * Clusters into as many groups as there are instances: the number is given, as in the paper. `output`
 * `[D, height, width]`, `ids` `[height, width]`.
 */
function clusteringPart(output: Float32Array, ids: InstanceIds, [height, width]: Size): ClusteringPart {
  const [rows, columns] = settings.clusterSize;
  const embedding = resizeChannels(output, dimension, height, width, rows, columns, "bilinear");
  const small = resizeLabelsNearest<InstanceIds>({ height, width, data: ids }, rows, columns, "nearest").data;
  const foreground = foregroundIndices(small, 0);
  if (foreground.length === 0) return { instances: 0, foreground: Number.NaN, allPixels: Number.NaN };
  const truth = Array.from(foreground, (pixel) => small[pixel]);
  const instances = new Set(truth).size;
  const options = { ...protocolKMeans, clusters: instances };
  const cluster = (indices: ArrayLike<number>) =>
    // The same stream for every image and backbone: the score is a function of the embedding alone.
    kMeans(pointsAt(embedding, indices), dimension, options, xoshiro128([0, 0, 0x6b6d6561, 0x6e730000]))
      .labels;
  const everywhere = cluster(Uint32Array.from(small, (_, pixel) => pixel));
  return {
    instances,
    foreground: adjustedRandIndex(truth, cluster(foreground)),
    allPixels: adjustedRandIndex(
      truth,
      Array.from(foreground, (pixel) => everywhere[pixel]),
    ),
  };
}

const ofInstances = ({ what, isIn }: ReturnType<typeof croppedObjects>): Evidence<NumberedInstances> => ({
  what,
  isIn: ({ annotations }) => isIn(annotations),
});

/** Embeddings that tell COCO's instances apart: k-means, adjusted Rand index on the foreground (section 4.1). */
export function instanceDiscriminationTask(
  sizes: TaskSizes = protocol["instance-discrimination"],
): ProtocolTask<
  "instance-discrimination",
  NumberedInstances,
  ClusteringPart,
  InstanceTarget,
  InstanceDataset
> {
  const size = outputSize(sizes);
  const { samplesPerImage } = settings;
  const objects = croppedObjects(size);
  return {
    id: "instance-discrimination",
    outputs: protocol["instance-discrimination"].outputs,
    outputBias: 0,
    queryGrid: sizes.queryGrid,
    preparation: croppedSquare(sizes, "bilinear-antialias"),
    evidence: { training: ofInstances(objects), metric: ofInstances(objects) },
    openDataset: openInstances,
    loss: ({ classes }) => ({ kind: "instance-classification", classes, samplesPerImage }),
    target: ({ annotations, firstClass }) => ({
      ids: croppedInstanceIds(annotations, size),
      firstClass: Uint32Array.of(firstClass),
    }),
    batchTargets: samples,
    measure: ([output], { annotations }) =>
      clusteringPart(output, croppedInstanceIds(annotations, size), size),
    summarise,
  };
}

/** Of one instance any embedding makes one cluster: a Rand index of 1 for nothing, so the mean without such images is told too. */
function summarise(parts: readonly ClusteringPart[]): SummaryOf<"instance-discrimination"> {
  const foreground = parts.map((part) => part.foreground);
  const several = parts.filter(({ instances }) => instances > 1);
  return {
    metrics: {
      "instance-discrimination/ari": (multiplicity) => 100 * definedMean(foreground, multiplicity),
    },
    secondary: {
      ariAllPixelsClustered: 100 * definedMean(parts.map((part) => part.allPixels)),
      ariOfSeveralInstances: 100 * definedMean(several.map((part) => part.foreground)),
      imagesOfOneInstance: parts.filter(({ instances }) => instances === 1).length,
      imagesWithoutInstance: parts.filter(({ instances }) => instances === 0).length,
    },
  };
}
