import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeArtefacts } from "../artefacts/make-artefacts.ts";
import { bundleProblems, type TaskId } from "../contract/index.ts";
import { writeOwnDepth } from "../data/own-depth.fixture.ts";
import { vocClassNames } from "../data/voc.ts";
import { makePlan } from "../plan/make-plan.ts";
import { generateScenes } from "../scenes/generate.ts";
import { readBundle } from "./bundle-file.ts";
import { baseVariant, type CellRequest, smokeBudget } from "./request.ts";
import { runCell } from "./run.ts";
import type { RunSettings } from "./settings.ts";
import { silent } from "./silent.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-own-"));
const [voc, coco] = [join(folder, "scenes", "voc"), join(folder, "scenes", "coco")];
const classList = join(voc, "classes.txt");
const usedCategories = new Set<number>();

/** Leaves the categories that occur, as a user's own file would have it: fewer outputs, and a quicker test. */
function keepUsedCategories(): void {
  const paths = ["train", "val"].map((split) => join(coco, "annotations", `instances_${split}2017.json`));
  const files = paths.map((path) => ({ path, content: JSON.parse(readFileSync(path, "utf8")) }));
  for (const { content } of files) {
    for (const { category_id } of content.annotations) usedCategories.add(category_id);
  }
  for (const { path, content } of files) {
    const categories = content.categories.filter(({ id }: { id: number }) => usedCategories.has(id));
    writeFileSync(path, JSON.stringify({ ...content, categories }));
  }
}

beforeAll(async () => {
  await generateScenes({ out: join(folder, "scenes"), images: 8, seed: 3 });
  writeFileSync(classList, vocClassNames.join("\n"));
  keepUsedCategories();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(task: TaskId): CellRequest {
  return { backbone: "dct-16", task, variant: baseVariant, seed: 0, budget: smokeBudget(task, 4) };
}

function settings(name: string, data: string, changes: Partial<RunSettings> = {}): RunSettings {
  return {
    ...{ data, out: join(folder, name), cache: join(folder, "cache"), cacheBytes: 1e9, weights: folder },
    ...{ executor: "onnxruntime", reading: "here" as const, command: "evaluator run", progress: silent },
    signal: new AbortController().signal,
    ...changes,
  };
}

test("VOC layout: trained and scored as VOC is, under its own classes and fingerprint", async () => {
  const own = await runCell(request("segmentation"), settings("voc", voc));
  const { bundle: same } = await runCell(request("voc2012"), settings("voc", voc));
  const { bundle } = own;
  expect(await readBundle(own.path)).toEqual(JSON.parse(JSON.stringify(bundle)));
  expect(bundleProblems(bundle), "what a site asks of it").toEqual([]);
  expect(bundle.dataset).toMatchObject({ id: "own", distribution: "custom", classes: [...vocClassNames] });
  expect(bundle.dataset.fingerprint).not.toBe(same.dataset.fingerprint);
  expect(bundle.metrics["segmentation/iou"]?.value).toBe(same.metrics["voc2012/iou"]?.value);
  expect(bundle.metrics["segmentation/ce"]?.value).toBe(same.metrics["voc2012/ce"]?.value);
  expect(bundle.secondary).toEqual(same.secondary);
  expect(bundle.readout).toEqual(same.readout);
  expect((await runCell(request("segmentation"), settings("voc", voc))).state).toBe("already there");
});

test("COCO layout: an output a category, the same numbers after an interruption, a plan and pictures", async () => {
  const whole = await runCell(request("segmentation"), settings("whole", coco));
  const { dataset, metrics, training, readout } = whole.bundle;
  expect(dataset.classes).toHaveLength(1 + usedCategories.size);
  const controller = new AbortController();
  const update = (phase: string, done: number) => {
    if (phase === "training" && done === 2) controller.abort();
  };
  const cut = settings("cut", coco, { progress: { line: () => {}, update }, signal: controller.signal });
  await expect(runCell(request("segmentation"), cut)).rejects.toMatchObject({ name: "AbortError" });
  const { bundle: resumed } = await runCell(request("segmentation"), settings("cut", coco));
  expect(resumed).toMatchObject({ metrics, training, readout });

  const plan = await makePlan([request("segmentation")], {
    settings: settings("plan", coco),
    ...({ pilot: "none", sizes: "found", workers: 1 } as const),
  });
  expect(plan.cells[0]).toMatchObject({
    problem: null,
    publishedParameters: readout.publishedParameters,
  });

  const drawn = {
    ...settings("whole", coco),
    images: 1,
    choose: [],
    scales: [],
    alignment: "centre" as const,
  };
  const { index } = await makeArtefacts(whole.path, drawn);
  expect(index).toMatchObject({ task: "segmentation", dataset: { id: "own" }, colours: { kind: "palette" } });
});

test("a label that no class has is named before anything is computed", async () => {
  writeFileSync(classList, vocClassNames.slice(0, 2).join("\n"));
  const phases: string[] = [];
  const progress = { line: () => {}, update: (phase: string) => void phases.push(phase) };
  const run = runCell(request("segmentation"), settings("bad", voc, { progress }));
  await expect(run).rejects.toThrow(
    /SegmentationClass.*\.png: class index \d+ at x \d+, y \d+; expected 0 to 1, or 255/,
  );
  expect(phases).toEqual([]);
});

test("own depth: trained on a limit of its own, and drawn", async () => {
  const depth = join(folder, "depth");
  await writeOwnDepth(depth, ["1", "2", "3", "4", "5"], { metresPerUnit: 0.05, maxDepthMetres: 100 });
  const { bundle, path } = await runCell(request("depth"), settings("depth-out", depth));
  expect(bundle.dataset).toMatchObject({ id: "own-depth", classes: null, testImages: 1 });
  expect(bundleProblems(bundle), "what a site asks of it").toEqual([]);
  // From 50 m on: within NYUv2's limit there would be nothing to learn.
  expect(bundle.metrics["depth/rmse"]?.value).toBeGreaterThan(0);
  expect(bundle.metrics["depth/rmse"]?.value).toBeLessThan(100);
  const { index } = await makeArtefacts(path, {
    ...{ ...settings("depth-out", depth), images: 1, choose: [], scales: [], alignment: "centre" },
  });
  expect(index).toMatchObject({ task: "depth", colours: { kind: "ramp", unit: "metre" } });
});
