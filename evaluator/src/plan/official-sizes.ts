import type { PublishedDatasetId, TaskId } from "../contract/index.ts";
import { catalogueEntry } from "../data/catalogue.ts";
import { instanceTrainShare } from "../data/coco-instances.ts";
import { stuffTrainShare } from "../data/coco-stuff.ts";
import type { Dataset, Splits } from "../data/dataset.ts";
import { type HeldOut, holdOutEveryTenth, holdOutTail } from "../data/hold-out.ts";
import { splitFrames } from "../data/nyu-frames.ts";
import { InputError } from "../files/input-error.ts";
import { publishedCounts } from "../protocol.ts";
import { publishedDatasetOf } from "../tasks/index.ts";
import { taskSplits } from "../tasks/task-splits.ts";

/** How each published data set's training images are split. */
const holdOuts: {
  readonly [Id in PublishedDatasetId]: (ids: readonly string[], source: string) => HeldOut;
} = {
  voc2012: holdOutEveryTenth,
  coco2017: (ids, source) => holdOutTail(ids, instanceTrainShare, source),
  "coco-stuff164k": (ids, source) => holdOutTail(ids, stuffTrainShare, source),
  "nyuv2-labelled": holdOutEveryTenth,
  "nyuv2-frames": splitFrames,
};

/**
 * A data set as large as the published one, whose images have numbers for names: for counting, never for reading.
 *
 * @param dataset of the task, of any size
 * @throws InputError of a task that has no published data set
 */
export function officialSized<Source extends Dataset<unknown>>(task: TaskId, dataset: Source): Source {
  const id = publishedDatasetOf(task);
  if (id === undefined) {
    throw new InputError(
      `--assume official: task ${task} has no published data set; expected tasks that have one`,
    );
  }
  const { counts, annotations } = catalogueEntry(id);
  const names = (split: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${split}/${index}`);
  const test = names("test", publishedCounts[task]?.testImages?.most ?? counts.test);
  const splits: Splits = taskSplits(task, { ...holdOuts[id](names("train", counts.train), id), test });
  const sized = { ...dataset, splits };
  if (!("classes" in dataset) || annotations === null) return sized;
  // A class for each instance of the training images, of which COCO's have so many on average.
  return { ...sized, classes: 1 + Math.round((annotations.train / counts.train) * splits.train.length) };
}

/** Bytes that the published data sets of these tasks take on disk, unpacked, by data set. */
export function officialBytes(tasks: readonly TaskId[]): Map<PublishedDatasetId, number> {
  const sets = tasks.map(publishedDatasetOf).filter((id) => id !== undefined);
  return new Map(
    [...new Set(sets)].map((id) => {
      const { files } = catalogueEntry(id);
      return [id, files.reduce((sum, file) => sum + (file.unpackedBytes || (file.bytes ?? 0)), 0)];
    }),
  );
}
