import type { Range } from "./outside-range.ts";
import { type DatasetId, type PublishedDatasetId, publishedDatasetIds } from "./result-bundle.ts";
import type { TaskId } from "./tasks.ts";
import { type ProtocolVersion, trainingProtocolOf } from "./training-protocol.ts";

/** What a result on a published data set has to say of it. */

/** The tasks that are measured on each data set. */
export const tasksOn: { readonly [Id in DatasetId]: readonly TaskId[] } = {
  voc2012: ["voc2012"],
  coco2017: ["instance-discrimination", "boundaries", "object-detection"],
  "coco-stuff164k": ["coco-stuff"],
  "nyuv2-labelled": ["nyuv2-depth"],
  "nyuv2-frames": ["nyuv2-depth"],
  own: ["segmentation"],
  "own-depth": ["depth"],
};

export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Images of the published sets once validation images are held out (PROTOCOL.md, "Data"); held to the catalogue by a test. */
export const officialSplits: Readonly<Record<PublishedDatasetId, SplitCounts>> = {
  voc2012: { train: 1318, validation: 146, test: 1449 },
  coco2017: { train: 106_458, validation: 11_829, test: 5000 },
  "coco-stuff164k": { train: 100_000, validation: 18_287, test: 5000 },
  "nyuv2-labelled": { train: 716, validation: 79, test: 654 },
  "nyuv2-frames": { train: 42_000, validation: 500, test: 654 },
};

export interface OfficialCounts extends Omit<SplitCounts, "test"> {
  /** Where the task chooses among the test images, the annotations decide how many it takes. */
  readonly test: Range;
}

/** Images that a task takes of a published set. */
export function officialCounts(
  task: TaskId,
  dataset: PublishedDatasetId,
  version: ProtocolVersion,
): OfficialCounts {
  const { train, validation, test } = officialSplits[dataset];
  const { trainImages, validationImages } = trainingProtocolOf(task, version);
  return {
    train: Math.min(train, trainImages ?? train),
    validation: Math.min(validation, validationImages ?? validation),
    test: { least: task === "instance-discrimination" ? 1 : test, most: test },
  };
}

/**
 * Fingerprints of the published sets as each task sees them, once a maintainer has computed them: a run prints its data set's.
 * What is not here is not known; the site then goes by the first one of a maintainer.
 */
const officialFingerprints: {
  readonly [Id in PublishedDatasetId]?: { readonly [Task in TaskId]?: string };
} = {};

/** Of a data set as a task sees it; undefined: none is known. */
export function officialFingerprint(task: TaskId, datasetId: string): string | undefined {
  const published = publishedDatasetIds.find((id) => id === datasetId);
  return published && officialFingerprints[published]?.[task];
}
