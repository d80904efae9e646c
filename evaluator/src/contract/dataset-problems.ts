import { officialCounts, tasksOn } from "./official-data.ts";
import type { Problem } from "./parse-document.ts";
import { publishedDatasetIds, type ResultBundle } from "./result-bundle.ts";
import type { ProtocolVersion } from "./training-protocol.ts";

/** Images of a split: a task that trains has some, a test set too. */
const mostImages = 100_000_000;

function countProblem(
  split: "train" | "validation" | "test",
  found: number,
  { least, most }: { readonly least: number; readonly most: number },
  whose: string,
): Problem[] {
  if (found >= least && found <= most) return [];
  const expected = least === most ? `${least}` : `${least} to ${most}`;
  return [{ path: `dataset.${split}Images`, message: `is ${found}; expected ${expected}, as ${whose} has` }];
}

/** Where a data set is none that its task is measured on, or says that it is a published one without its numbers of images. */
export function datasetProblems({ task, dataset }: ResultBundle, version: ProtocolVersion): Problem[] {
  const { id, distribution, trainImages, validationImages, testImages } = dataset;
  if (!tasksOn[id].includes(task)) {
    const known = Object.entries(tasksOn).flatMap(([one, tasks]) => (tasks.includes(task) ? [one] : []));
    return [{ path: "dataset.id", message: `is ${id}; expected ${known.join(" or ")} for task ${task}` }];
  }
  const published = publishedDatasetIds.find((one) => one === id);
  if (distribution !== "official" || published === undefined) {
    const some = { least: 1, most: mostImages };
    return [
      ...countProblem("train", trainImages, some, "a data set"),
      ...countProblem("validation", validationImages, { ...some, least: 0 }, "a data set"),
      ...countProblem("test", testImages, some, "a data set"),
    ];
  }
  const expected = officialCounts(task, published, version);
  const exactly = (count: number) => ({ least: count, most: count });
  const whose = `task ${task} on the published ${id}`;
  return [
    ...countProblem("train", trainImages, exactly(expected.train), whose),
    ...countProblem("validation", validationImages, exactly(expected.validation), whose),
    ...countProblem("test", testImages, expected.test, whose),
  ];
}
