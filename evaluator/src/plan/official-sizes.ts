import {
  isProtocolTask,
  type ProtocolTaskId,
  type PublishedDatasetId,
  type TaskId,
} from "../contract/index.ts";
import { catalogueEntry } from "../data/catalogue.ts";
import { instanceTrainShare } from "../data/coco-instances.ts";
import { stuffTrainShare } from "../data/coco-stuff.ts";
import type { Dataset, Splits } from "../data/dataset.ts";
import { type HeldOut, holdOutEveryTenth, holdOutTail } from "../data/hold-out.ts";
import { InputError } from "../files/input-error.ts";
import { publishedCounts } from "../protocol.ts";
import { taskSplits } from "../tasks/task-splits.ts";

interface OfficialSet {
  readonly dataset: PublishedDatasetId;
  holdOut(ids: readonly string[], source: string): HeldOut;
}

const coco: OfficialSet = {
  dataset: "coco2017",
  holdOut: (ids, source) => holdOutTail(ids, instanceTrainShare, source),
};

/** The published data set that each task is measured on. */
const officialSets: { readonly [Id in ProtocolTaskId]: OfficialSet } = {
  "instance-discrimination": coco,
  boundaries: coco,
  "object-detection": coco,
  voc2012: { dataset: "voc2012", holdOut: holdOutEveryTenth },
  "coco-stuff": {
    dataset: "coco-stuff164k",
    holdOut: (ids, source) => holdOutTail(ids, stuffTrainShare, source),
  },
  "nyuv2-depth": { dataset: "nyuv2-labelled", holdOut: holdOutEveryTenth },
};

/**
 * A data set as large as the published one, whose images have numbers for names: for counting, never for reading.
 *
 * @param dataset of the task, of any size
 * @throws InputError of a task that has no published data set
 */
export function officialSized<Source extends Dataset<unknown>>(task: TaskId, dataset: Source): Source {
  if (!isProtocolTask(task)) {
    throw new InputError(`--assume official: task ${task} is of own images, of which no size is published`);
  }
  const { dataset: id, holdOut } = officialSets[task];
  const { counts, annotations } = catalogueEntry(id);
  const names = (split: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${split}/${index}`);
  const test = names("test", publishedCounts[task]?.testImages?.most ?? counts.test);
  const splits: Splits = taskSplits(task, { ...holdOut(names("train", counts.train), id), test });
  const sized = { ...dataset, splits };
  if (!("classes" in dataset) || annotations === null) return sized;
  // A class for each instance of the training images, of which COCO's have so many on average.
  return { ...sized, classes: 1 + Math.round((annotations.train / counts.train) * splits.train.length) };
}

/** Bytes that the published data sets of these tasks take on disk, unpacked, by data set. */
export function officialBytes(tasks: readonly TaskId[]): Map<PublishedDatasetId, number> {
  const sets = tasks.filter(isProtocolTask).map((task) => officialSets[task].dataset);
  return new Map(
    [...new Set(sets)].map((id) => {
      const { files } = catalogueEntry(id);
      return [id, files.reduce((sum, file) => sum + (file.unpackedBytes || (file.bytes ?? 0)), 0)];
    }),
  );
}
