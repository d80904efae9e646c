import { officialCounts, tasksOn } from "./official-data.ts";
import { exactly, outsideRange, type Range } from "./outside-range.ts";
import type { Problem } from "./parse-document.ts";
import { type PublishedDatasetId, publishedDatasetIds, type ResultBundle } from "./result-bundle.ts";
import type { TaskId } from "./tasks.ts";
import type { ProtocolVersion } from "./training-protocol.ts";

const mostImages = 100_000_000;
/** A task that trains has some images, a test set too. */
const some: Range = { least: 1, most: mostImages };
const anyCounts = { train: some, validation: { least: 0, most: mostImages }, test: some };

function publishedCounts(task: TaskId, dataset: PublishedDatasetId, version: ProtocolVersion) {
  const { train, validation, test } = officialCounts(task, dataset, version);
  return { train: exactly(train), validation: exactly(validation), test };
}

/** Where a data set is none that its task is measured on, or says that it is a published one without its numbers of images. */
export function datasetProblems({ task, dataset }: ResultBundle, version: ProtocolVersion): Problem[] {
  const { id, distribution, trainImages, validationImages, testImages } = dataset;
  if (!tasksOn[id].includes(task)) {
    const known = Object.entries(tasksOn).flatMap(([one, tasks]) => (tasks.includes(task) ? [one] : []));
    return [{ path: "dataset.id", message: `is ${id}; expected ${known.join(" or ")} for task ${task}` }];
  }
  const published = publishedDatasetIds.find((one) => one === id);
  const isPublished = distribution === "official" && published !== undefined;
  const expected = isPublished ? publishedCounts(task, published, version) : anyCounts;
  const why = isPublished ? `as task ${task} on the published ${id} has` : "as a data set has";
  return [
    ...outsideRange("dataset.trainImages", trainImages, expected.train, why),
    ...outsideRange("dataset.validationImages", validationImages, expected.validation, why),
    ...outsideRange("dataset.testImages", testImages, expected.test, why),
  ];
}
