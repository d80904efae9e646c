import { createHash } from "node:crypto";
import type { TaskId } from "../contract/index.ts";
import type { Dataset, Splits } from "../data/dataset.ts";
import { protocol } from "../protocol.ts";

/** The images that the protocol gives a task: the first ones of the data set's training and validation images. */
export function taskSplits(task: TaskId, { train, validation, test }: Splits): Splits {
  const { trainImages, validationImages } = protocol[task];
  return {
    train: train.slice(0, trainImages ?? train.length),
    validation: validation.slice(0, validationImages ?? validation.length),
    test,
  };
}

/** The data set with other splits, which its fingerprint then names too. */
export function withSplits<Source extends Dataset<unknown>>(dataset: Source, splits: Splits): Source {
  const hash = createHash("sha256").update(`${dataset.fingerprint}\n`);
  for (const split of ["train", "validation", "test"] as const) {
    hash.update(`${split}\n${splits[split].join("\n")}\n`);
  }
  const testPopulation = dataset.testPopulation ?? dataset.splits.test;
  return { ...dataset, splits, testPopulation, fingerprint: hash.digest("hex") };
}
