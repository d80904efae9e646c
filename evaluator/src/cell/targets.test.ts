import { expect, test } from "vitest";
import type { Dataset } from "../data/dataset.ts";
import { xoshiro128 } from "../math/random.ts";
import type { Task } from "../tasks/task.ts";
import { voc2012Task } from "../tasks/voc2012.ts";
import { TargetSource } from "./targets.ts";

const random = xoshiro128([0, 0, 0, 0]);

/** Targets of 16 bytes, as one array and as two; counts what is read. */
function source(byteBudget: number, parts: 1 | 2) {
  const read: string[] = [];
  const dataset = {
    readAnnotation: async (id: string) => {
      read.push(id);
      return Number(id);
    },
  } as Partial<Dataset<unknown>> as Dataset<unknown>;
  const task = {
    ...(voc2012Task() as Task<unknown, unknown>),
    target: (annotation: unknown) =>
      parts === 1
        ? new Uint8Array(16).fill(Number(annotation))
        : { a: new Uint16Array(4).fill(Number(annotation)), b: new Float64Array(1) },
    batchTargets: (images: readonly object[]) => Uint8Array.of(images.length),
  } as Task<unknown, unknown>;
  return { read, targets: new TargetSource(task, dataset, byteBudget) };
}

test.each([1, 2] as const)("targets of %i arrays are kept up to the byte budget", async (parts) => {
  const { read, targets } = source(32, parts);
  expect(await targets.batch(["1", "2", "3"], random)).toEqual(Uint8Array.of(3));
  await targets.batch(["1", "2", "3"], random);
  expect(read).toEqual(["1", "2", "3", "3"]);
});
