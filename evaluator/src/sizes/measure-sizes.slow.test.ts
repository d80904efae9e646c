import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseVariant, smokeBudget } from "../cell/request.ts";
import { type CellOutcome, runCell } from "../cell/run.ts";
import { silent } from "../cell/silent.fixture.ts";
import {
  defaultBaselineDim,
  outputSizesSchema,
  type SizedTaskId,
  sizedTaskIds,
  trainedSize,
} from "../contract/index.ts";
import { generateScenes } from "../scenes/generate.ts";
import { taskAtQueryGrid } from "../tasks/index.ts";
import { measureSizes, type SizesSettings } from "./measure-sizes.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-sizes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings: SizesSettings = {
  data: join(folder, "scenes"),
  out: join(folder, "out"),
  cache: join(folder, "cache"),
  cacheBytes: 1e9,
  weights: folder,
  executor: "onnxruntime",
  reading: "here" as const,
  scales: [0.25],
  alignment: "centre",
  command: "evaluator sizes",
  progress: silent,
  signal: new AbortController().signal,
};

beforeAll(async () => {
  // 2 test images: a batch of 4 that is not full.
  await generateScenes({ out: settings.data, images: 8, seed: 3 });
});

function measure(task: SizedTaskId, readout: "base" | "bicubic" = "base"): Promise<CellOutcome> {
  const baselineDim = readout === "bicubic" ? defaultBaselineDim : null;
  const request = { backbone: "dct-16", task, variant: { ...baseVariant, readout, baselineDim }, seed: 0 };
  return runCell({ ...request, budget: smokeBudget(task, 2) }, settings);
}

test.each(sizedTaskIds)("%s: the trained size gives the bundle's own numbers to the bit", async (task) => {
  const { path, bundle } = await measure(task);
  const outcome = await measureSizes(path, settings);
  expect(outcome.state).toBe("measured");
  const { document } = outcome;
  expect(outputSizesSchema.parse(JSON.parse(readFileSync(outcome.path, "utf8")))).toEqual(document);
  expect(document.testImages).toBe(bundle.dataset.testImages);
  const own = Object.entries(bundle.metrics).map(([id, { value }]) => [id, value]);
  expect(trainedSize(document).metrics).toEqual(Object.fromEntries(own));
  const [coarse, trained] = document.sizes;
  expect(coarse.outputSize.map((side) => 4 * side)).toEqual(trained.outputSize);
  expect(coarse.metrics).not.toEqual(trained.metrics);
  expect((await measureSizes(path, settings)).state).toBe("already there");
});

test("a readout or a task of one output size is refused, by name", async () => {
  const { path } = await measure("voc2012", "bicubic");
  await expect(measureSizes(path, settings)).rejects.toThrow(/readout bicubic has one output size/);
  expect(() => taskAtQueryGrid("object-detection", "standard", [14, 14])).toThrow(
    /object-detection.*one output size; expected one of boundaries/,
  );
});
