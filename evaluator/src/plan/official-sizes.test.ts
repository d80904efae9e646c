import { expect, test } from "vitest";
import {
  officialCounts,
  officialSplits,
  type PublishedDatasetId,
  publishedDatasetIds,
  tasksOn,
} from "../contract/index.ts";
import { catalogueEntry } from "../data/catalogue.ts";
import { splitFrames } from "../data/nyu-frames.ts";
import { protocolVersion } from "../protocol.ts";
import { officialSized } from "./official-sizes.ts";

/** Is it the first of those that the same tasks are measured on? */
const first = (id: PublishedDatasetId) =>
  publishedDatasetIds.findIndex((other) => tasksOn[other].join() === tasksOn[id].join()) ===
  publishedDatasetIds.indexOf(id);

// What the site asks of an official result against the catalogue and the rules by which a run splits it.
test.each(publishedDatasetIds.filter(first).flatMap((id) => tasksOn[id].map((task) => [task, id] as const)))(
  "%s takes as many images of %s as its official result has to say",
  (task, id) => {
    const { splits } = officialSized(task, {} as Parameters<typeof officialSized>[1]);
    const { train, validation, test: tested } = officialCounts(task, id, protocolVersion);
    expect([splits.train.length, splits.validation.length]).toEqual([train, validation]);
    expect(tested.least <= splits.test.length && splits.test.length <= tested.most).toBe(true);
    expect(tested.most).toBe(catalogueEntry(id).counts.test);
  },
);

test("NYUv2's single frames are split as its official result has to say", () => {
  const { counts } = catalogueEntry("nyuv2-frames");
  const names = Array.from({ length: counts.train }, (_, index) => String(index));
  const { train, validation } = splitFrames(names, "train");
  expect({ train: train.length, validation: validation.length, test: counts.test }).toEqual(
    officialSplits["nyuv2-frames"],
  );
});
