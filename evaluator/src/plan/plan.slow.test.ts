import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { baseVariant, type CellRequest, fullBudget, smokeBudget } from "../cell/request.ts";
import { runCell } from "../cell/run.ts";
import type { RunSettings } from "../cell/settings.ts";
import { silent } from "../cell/silent.fixture.ts";
import type { TaskId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { generateScenes } from "../scenes/generate.ts";
import { diskPlans, requireSpace } from "./disk.ts";
import { type CellWork, cellSeconds, missShareOf, validationCount } from "./estimate.ts";
import { formatPlan } from "./format-plan.ts";
import { makePlan } from "./make-plan.ts";
import { featureBytes } from "./plan.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-plan-"));
const scenes = join(folder, "scenes");
beforeAll(async () => {
  await generateScenes({ out: scenes, images: 8, seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(backbone: string, task: TaskId, seed = 0): CellRequest {
  return { backbone, task, variant: baseVariant, seed, budget: smokeBudget(task, 2) };
}

const settings: RunSettings = {
  data: scenes,
  out: join(folder, "out"),
  cache: join(folder, "cache"),
  cacheBytes: 1e9,
  weights: folder,
  executor: "onnxruntime",
  reading: "here" as const,
  command: "evaluator plan",
  progress: silent,
  signal: new AbortController().signal,
};

const asFound = { sizes: "found", workers: 1 } as const;

describe("expected time", () => {
  const work: CellWork = {
    budget: { name: "full", iterations: 100, batchSize: 10, validationInterval: 30 },
    splits: { train: 50, validation: 5, test: 12 },
    shape: { stepMs: 3, predictMs: 1 },
    data: { targetMs: 2, measureMs: 4, verifyMs: 1, openMs: 33 },
    features: { prepareMs: 20, forwardMs: 80, readMs: 0.5 },
    openBackboneMs: 100,
    missShare: 0,
  };

  test("adds up what each phase does, batches filled up", () => {
    const { load, training, validation, evaluation } = cellSeconds(work);
    expect(load).toBeCloseTo((33 + 67 + 100) / 1000, 12);
    expect(training).toBeCloseTo((100 * 10 * 3 + 55 * 2) / 1000, 12);
    expect(validation).toBeCloseTo((4 * (10 * 1 + 5 * 0.5)) / 1000, 12);
    expect(evaluation).toBeCloseTo((20 * 1 + 12 * 0.5 + 12 * 4) / 1000, 12);
  });

  test("a cache that is too small costs a forward pass at every use of what it lost", () => {
    const missShare = missShareOf(400, 100);
    expect(missShare).toBe(0.75);
    const more = cellSeconds({ ...work, missShare }).training - cellSeconds(work).training;
    expect(more).toBeCloseTo((100 * 10 * 0.75 * 100) / 1000, 9);
  });

  test("validations: at every interval and after the last update", () => {
    expect(validationCount({ ...work.budget, iterations: 90 })).toBe(3);
    expect(validationCount(fullBudget("voc2012"))).toBe(24);
    expect(validationCount({ ...work.budget, validationInterval: null })).toBe(0);
  });
});

test("SAM 2's features of one image take 2 MB", () => {
  expect(featureBytes({ featureDim: 256, featureGrid: [64, 64] })).toBe(52 + 2 * 256 * 64 * 64);
});

test("folders of one file system share its space; too little is refused with both numbers", async () => {
  const disks = await diskPlans([
    { folder: join(folder, "a", "b"), bytes: 1000 },
    { folder, bytes: 500 },
  ]);
  expect(disks).toMatchObject([{ folders: [join(folder, "a", "b"), folder], neededBytes: 1500 }]);
  expect(() => requireSpace(disks)).not.toThrow();
  const [{ freeBytes }] = disks;
  const full = await diskPlans([{ folder, bytes: 2 * freeBytes }]);
  expect(() => requireSpace(full)).toThrow(InputError);
  expect(() => requireSpace(full)).toThrow(/free; expected .* for features/);
});

test("without a pilot: parameters, shared features, blocked cells, no times", async () => {
  const requests = [
    request("dct-16", "voc2012", 0),
    request("dct-16", "voc2012", 1),
    request("random", "nyuv2-depth", 0),
    request("random", "nyuv2-depth", 1),
    request("no-such-backbone", "voc2012"),
  ];
  const plan = await makePlan(requests, { settings, pilot: "none", ...asFound });
  expect(plan.cells.map(({ state }) => state)).toEqual(["to do", "to do", "to do", "to do", "blocked"]);
  expect(plan.cells[2].publishedParameters).toBe(43_286);
  expect(plan.seconds).toBeNull();
  // dct-16 does not depend on the seed; untrained weights do.
  expect(plan.featureSets.map(({ backbone, seed, images }) => [backbone, seed, images])).toEqual([
    ["dct-16", null, 8],
    ["random", 0, 8],
    ["random", 1, 8],
  ]);
  expect(plan.featureSets[1].bytes).toBe(8 * (52 + 2 * 768 * 14 * 14));
  const text = formatPlan(plan);
  expect(text).toMatch(/dct-16 +voc2012 +base +0,1 +18472 +18072 +\? +to do/);
  expect(text).toContain("blocked (1 cells): no backbone no-such-backbone");
  expect(text).toContain("time not estimated");
});

test("the disk is to hold what is trained: the classifier of every instance as well", async () => {
  const data = join(folder, "more-scenes");
  await generateScenes({ out: data, images: 24, seed: 3 });
  const tasks = ["instance-discrimination", "voc2012"] as const;
  const requests = tasks.map((task) => request("dct-16", task));
  const [discrimination, voc] = (
    await makePlan(requests, { settings: { ...settings, data }, pilot: "none", ...asFound })
  ).cells;
  expect(voc.trainedParameters).toBe(voc.effectiveParameters);
  expect(discrimination.problem).toBeNull();
  // 32 weights for each instance of the training images.
  const classifier = Number(discrimination.trainedParameters) - Number(discrimination.effectiveParameters);
  expect(classifier).toBeGreaterThan(32);
  expect(classifier % 32).toBe(0);
});

test("a readout that does not fit its backbone is blocked before its data set is opened", async () => {
  const nowhere = { ...settings, data: join(folder, "nowhere") };
  const plan = await makePlan([request("dinov2-s-featup", "voc2012")], {
    settings: nowhere,
    pilot: "none",
    ...asFound,
  });
  expect(plan.cells[0]).toMatchObject({
    state: "blocked",
    problem: expect.stringContaining("linear-featup alone"),
  });
  expect(plan.featureSets).toEqual([]);
});

test("a feature set larger than the cache is warned of", async () => {
  const small = { ...settings, cacheBytes: 1e6 };
  const plan = await makePlan([request("random", "voc2012")], { settings: small, pilot: "none", ...asFound });
  expect(plan.warnings.join()).toContain("again and again; expected --cache-gb 1 or more");
});

test("with a pilot: times of what is to do; bundles that are there cost nothing", async () => {
  const there = request("dct-16", "voc2012", 7);
  await runCell(there, settings);
  const requests = [there, request("dct-16", "voc2012", 8), request("sam2", "voc2012")];
  const plan = await makePlan(requests, { settings, pilot: "measured", ...asFound });
  expect(plan.cells.map(({ state }) => state)).toEqual(["there", "to do", "blocked"]);
  expect(plan.cells[2].problem).toContain("no weights file");
  const { seconds } = plan.cells[1];
  for (const phase of ["load", "training", "validation", "evaluation"] as const) {
    expect(seconds?.[phase]).toBeGreaterThan(0);
  }
  expect(plan.seconds).toBeGreaterThan(seconds?.training ?? Number.POSITIVE_INFINITY);
});

test("official sizes: counts and hours of the published sets, whatever lies here; shared by eight cards", async () => {
  const tasks = ["voc2012", "coco-stuff", "instance-discrimination"] as const;
  const requests = tasks.map((task) => ({ ...request("dct-16", task), budget: fullBudget(task) }));
  const data = join(folder, "pilot-scenes");
  await generateScenes({ out: data, images: 24, seed: 0 });
  const options = { settings: { ...settings, data }, sizes: "official", workers: 8 } as const;
  const plan = await makePlan(requests, { ...options, pilot: "measured" });
  expect(plan.featureSets.map(({ dataset, images }) => [dataset, images])).toEqual([
    ["voc2012", 1464 + 1449],
    ["coco-stuff164k", 100_000 + 500 + 5000],
    ["coco2017", 8000 + 754],
  ]);
  expect(plan.datasets.map(({ dataset }) => dataset)).toEqual(["voc2012", "coco-stuff164k", "coco2017"]);
  expect(plan.cells.every(({ fingerprint }) => fingerprint === null)).toBe(true);
  // 32 weights for each of about 58,000 instances.
  expect(plan.cells[2].trainedParameters).toBeGreaterThan(32 * 58_000);
  const [seconds, shared] = [Number(plan.seconds), Number(plan.sharedSeconds)];
  expect(shared).toBeLessThan(seconds);
  expect(shared).toBeGreaterThanOrEqual(seconds / 8);
  expect(formatPlan(plan)).toMatch(/coco2017 \d+\.\d GB[\s\S]*on 8 devices like its own/);
});
