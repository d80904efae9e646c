import { describe, expect, test } from "vitest";
import type { ResultBundle } from "#contract";
import { overallRanking } from "../derive/board-view/ranking.ts";
import { knownBackbones } from "../read/known-backbones.ts";
import { backbonePage, board, listBackbones, listCohorts } from "../read/queries.ts";
import { auditLog, backbones, metricValues, results } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import { testBundle } from "../test/bundle.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { openTestSite } from "../test/site.ts";
import { storedResult } from "../test/stored-result.ts";
import type { InsertOutcome } from "./insert-document.ts";
import { insertResult } from "./insert-result.ts";
import { rebuildResults } from "./rebuild.ts";
import { recoverResults } from "./recover.ts";
import { seedPaper } from "./seed.ts";

const { open } = await openTestSite("results");
let minute = 0;

function insert(bundle: unknown): Promise<InsertOutcome> {
  minute += 1;
  return insertResult(open, bundle, maintainerReceipt(minute));
}

function createdId(outcome: InsertOutcome): string {
  if (outcome.status !== "created") throw new Error(`expected a created result, got ${outcome.status}`);
  return outcome.id;
}

describe("the paper's results", () => {
  test("are seeded once", async () => {
    expect(await seedPaper(open.db)).toBeGreaterThan(100);
    expect(await seedPaper(open.db)).toBe(0);
  });

  test("make a board of 18 backbones with nine metrics, without intervals", async () => {
    await seedPaper(open.db);
    const paper = await board("paper", open.db);
    expect(paper?.rows).toHaveLength(18);
    for (const row of paper?.rows ?? []) expect(Object.keys(row.cells)).toHaveLength(9);
    const dinov2 = paper?.rows.find((row) => row.backbone.id === "dinov2-b");
    expect(dinov2?.cells["voc2012/iou"]).toEqual({
      metric: "voc2012/iou",
      value: 83.4,
      source: "paper",
      secondRun: null,
      seeds: 1,
      interval: null,
      intervalCovers: null,
      rankInterval: null,
      resultIds: [],
    });
    expect(dinov2?.learnableMillions.voc2012).toBe(0.047);
  });

  test("keep Table 5 and the higher resolution apart from the main board", async () => {
    await seedPaper(open.db);
    const cohorts = await listCohorts(open.db);
    expect(cohorts[0]).toMatchObject({ id: "paper", variant: null, backbones: 18 });
    expect(cohorts.map(({ id }) => id)).toContain("paper-dim-8");
    const higher = await board("paper-higher-resolution", open.db);
    expect(higher?.rows).toHaveLength(3);
  });
});

describe("insertResult", () => {
  test("stores a bundle, its file and an audit entry", async () => {
    const bundle = testBundle();
    const id = createdId(await insert(bundle));
    expect(JSON.parse((await readBundle(open.files, shelves.bundle, id)) ?? "")).toEqual(bundle);
    expect(await storedResult(id, open.db)).toMatchObject({
      id,
      task: "voc2012",
      seed: 0,
      uploadedBy: "tester",
    });
    expect(await open.db.select().from(auditLog)).toMatchObject([{ action: "add result", subject: id }]);
  });

  test("the same bundle again, with its keys in another order, is the stored one", async () => {
    const bundle = testBundle();
    const id = createdId(await insert(bundle));
    const reordered = Object.fromEntries(Object.entries(bundle).reverse());
    expect(await insert(reordered)).toEqual({ status: "existing", id, backboneId: "test-vit" });
    expect(await open.db.select().from(results)).toHaveLength(1);
  });

  test("the same bundle twice at once is stored once", async () => {
    const outcomes = await Promise.all([insert(testBundle()), insert(testBundle())]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["created", "existing"]);
    expect(await open.files.list(shelves.bundle)).toHaveLength(2);
  });

  test("another bundle for the same cell supersedes and keeps the first", async () => {
    const first = createdId(await insert(testBundle({ value: 40 })));
    const second = await insert(testBundle({ value: 60 }));
    expect(second).toMatchObject({ status: "created", supersedes: first });
    const shown = await board("scenes-p1-smoke", open.db);
    expect(shown?.rows[0]?.cells["voc2012/iou"]).toMatchObject({ value: 60, seeds: 1 });
    expect(await storedResult(first, open.db)).toMatchObject({ id: first, cohortId: null });
    expect((await backbonePage("test-vit", open.db))?.results).toHaveLength(2);
  });

  test("a bundle of schema 1 is converted, and keeps its name through a rebuild", async () => {
    const { baselineDim: _, ...variant } = testBundle().variant;
    const old = { ...testBundle(), schemaVersion: 1, variant };
    const id = createdId(await insert(old));
    expect((await storedResult(id, open.db))?.variant).toEqual(testBundle().variant);
    await rebuildResults(open);
    expect((await storedResult(id, open.db))?.variant?.baselineDim).toBeNull();
    expect(await insert(old)).toMatchObject({ status: "existing", id });
  });

  test("lists every problem and stores nothing", async () => {
    const broken = { ...testBundle(), seed: -1, protocolVersion: "one", metrics: {} };
    const outcome = await insert(broken);
    if (outcome.status !== "invalid") throw new Error(`expected invalid, got ${outcome.status}`);
    const paths = outcome.problems.map(({ path }) => path);
    expect(paths).toContain("seed");
    expect(paths).toContain("protocolVersion");
    expect(await open.files.list(shelves.bundle)).toEqual([]);
    for (const table of [results, metricValues, backbones, auditLog]) {
      expect(await open.db.select().from(table)).toEqual([]);
    }
  });

  test("refuses a different backbone under a taken id, naming each field, and keeps no file", async () => {
    await insert(testBundle());
    const other = testBundle({ seed: 1, manifest: { featureDim: 384, options: { depth: 6 } } });
    const outcome = await insert(other);
    if (outcome.status !== "conflict") throw new Error(`expected conflict, got ${outcome.status}`);
    expect(outcome.problems.map(({ path }) => path)).toEqual(["manifest.options", "manifest.featureDim"]);
    expect(outcome.problems[1]?.message).toContain("384 differs from 768");
    expect(await open.files.list(shelves.bundle)).toHaveLength(2);
  });

  test("a corrected label is no conflict and is shown", async () => {
    await insert(testBundle());
    await insert(testBundle({ seed: 1, manifest: { label: "Better name" } }));
    expect((await listBackbones(open.db)).map(({ label }) => label)).toEqual(["Better name"]);
  });

  test("refuses other weights than the manifest names", async () => {
    const weights: ResultBundle["manifest"]["weights"] = {
      format: "safetensors",
      url: "https://example.org/model.safetensors",
      file: "model.safetensors",
      sha256: "a".repeat(64),
      bytes: 10,
    };
    const bundle = testBundle({ manifest: { weights } });
    const outcome = await insert({
      ...bundle,
      backbone: { ...bundle.backbone, weightsSha256: "b".repeat(64) },
    });
    expect(outcome).toMatchObject({ status: "invalid", problems: [{ path: "backbone.weightsSha256" }] });
  });
});

describe("boards", () => {
  test("average the seeds and widen the interval by their spread", async () => {
    await insert(testBundle({ seed: 0, value: 50 }));
    const one = await board("scenes-p1-smoke", open.db);
    await insert(testBundle({ seed: 1, value: 52 }));
    await insert(testBundle({ seed: 2, value: 54 }));
    const three = await board("scenes-p1-smoke", open.db);
    const single = one?.rows[0]?.cells["voc2012/iou"];
    const cell = three?.rows[0]?.cells["voc2012/iou"];
    expect(single?.interval?.[0]).toBeCloseTo(45.25, 4);
    expect(cell).toMatchObject({ value: 52, seeds: 3 });
    // t(2) = 4.3027, standard error 2 / sqrt(3); images 52 * 0.095.
    expect(cell?.interval?.[1]).toBeCloseTo(52 + Math.hypot(4.94, 4.3027 * (2 / Math.sqrt(3))), 3);
    expect(cell?.resultIds).toHaveLength(3);
  });

  test("give paired rank intervals where two backbones share the resamples", async () => {
    await insert(testBundle({ backboneId: "low", value: 10 }));
    await insert(testBundle({ backboneId: "high", value: 90 }));
    const rows = (await board("scenes-p1-smoke", open.db))?.rows;
    const rank = (id: string) =>
      rows?.find((row) => row.backbone.id === id)?.cells["voc2012/iou"]?.rankInterval;
    expect(rank("high")).toEqual([1, 1]);
    expect(rank("low")).toEqual([2, 2]);
  });

  test("never share a column between image sets, budgets, variants, iterations or with the paper", async () => {
    await seedPaper(open.db);
    await insert(testBundle());
    await insert(testBundle({ task: "nyuv2-depth", fingerprintDigit: "a" }));
    await insert(testBundle({ fingerprintDigit: "e" }));
    await insert(testBundle({ budget: "full" }));
    await insert(testBundle({ readout: "no-mask" }));
    await insert(testBundle({ iterations: 90 }));
    await insert(testBundle({ distribution: "custom", fingerprintDigit: "c" }));
    const cohorts = await listCohorts(open.db);
    expect(cohorts.filter(({ kind }) => kind !== "paper").map(({ id, results }) => [id, results])).toEqual([
      ["scenes-p1-full", 1],
      ["scenes-p1-smoke", 2],
      ["scenes-p1-smoke-set-2", 1],
      ["scenes-p1-smoke-set-3", 1],
      ["custom-p1-smoke", 1],
      ["scenes-p1-smoke-no-mask", 1],
    ]);
    expect((await board("paper", open.db))?.rows).toHaveLength(18);
  });

  test("of own data have its one task and no other board's; the others do not have it", async () => {
    await insert(testBundle({ task: "segmentation", backboneId: "low", value: 20 }));
    const created = await insert(testBundle({ task: "segmentation", backboneId: "high", value: 30 }));
    await insert(testBundle());
    const own = await board("own-p1-smoke", open.db);
    expect(own?.rows.map(({ cells }) => Object.keys(cells))).toEqual(
      Array(2).fill(["segmentation/ce", "segmentation/iou"]),
    );
    expect(own?.categories).toEqual(["local semantics"]);
    const ranked = own ? overallRanking(own) : [];
    expect(ranked.map(({ backbone, rank }) => [backbone.id, rank])).toEqual([
      ["high", 1],
      ["low", 2],
    ]);
    const [other] = (await board("scenes-p1-smoke", open.db))?.rows ?? [];
    expect(Object.keys(other?.cells ?? {})).toEqual(["voc2012/ce", "voc2012/iou"]);
    const stored = await storedResult(createdId(created), open.db);
    expect(stored?.provenance).toMatchObject({
      datasetId: "own",
      datasetClasses: ["background", "cat", "dog"],
    });
  });

  test("an unknown cohort or backbone is null", async () => {
    expect(await board("nowhere", open.db)).toBeNull();
    expect(await backbonePage("nobody", open.db)).toBeNull();
    expect(await storedResult("0".repeat(64), open.db)).toBeNull();
  });

  test("a backbone printed and measured has a row on each board, facts by source", async () => {
    await seedPaper(open.db);
    const ours = knownBackbones().get("random")?.manifest;
    await insert(testBundle({ backboneId: "random", manifest: { ...ours, label: "Of the upload" } }));
    const page = await backbonePage("random", open.db);
    expect(page?.boards.map(({ cohort, row }) => [cohort.id, row.backbone.label])).toEqual([
      ["paper", "Random (untrained)"],
      ["scenes-p1-smoke", ours?.label],
    ]);
    expect(page?.backbone.label).toBe(ours?.label);
  });
});

describe("resamples on which a metric is not defined", () => {
  const holed = (share: number, change: object = {}): unknown => {
    const bundle = testBundle();
    const metrics = Object.entries(bundle.metrics).map(([id, measured]) => {
      const replicates = measured.bootstrap.replicates.map((value, r) => (r % share === 0 ? null : value));
      const undefinedReplicates = replicates.filter((value) => value === null).length;
      const bootstrap = { ...measured.bootstrap, resampled: "scenes", undefinedReplicates, replicates };
      return [id, { ...measured, bootstrap: { ...bootstrap, ...change } }];
    });
    return { ...bundle, metrics: Object.fromEntries(metrics) };
  };

  test("are kept as such, counted, and left out of the interval", async () => {
    const id = createdId(await insert(holed(10)));
    const stored = await storedResult(id, open.db);
    expect(stored).toMatchObject({ metrics: { "voc2012/iou": { undefinedReplicates: 100 } } });
    expect(stored?.resampled).toBe("scenes");
    const cells = (await board("scenes-p1-smoke", open.db))?.rows[0]?.cells;
    expect(cells?.["voc2012/iou"]?.interval?.every(Number.isFinite)).toBe(true);
    expect(cells?.["voc2012/iou"]?.intervalCovers).toBe("images");
  });

  test("have to be as many as the bundle says", async () => {
    const outcome = await insert(holed(10, { undefinedReplicates: 99 }));
    expect(outcome).toMatchObject({
      status: "invalid",
      problems: [
        { path: "metrics.voc2012/ce.bootstrap.undefinedReplicates" },
        { path: "metrics.voc2012/iou.bootstrap.undefinedReplicates" },
      ],
    });
  });
});

describe("the database from the kept files", () => {
  async function snapshot() {
    const cohorts = await listCohorts(open.db);
    return Promise.all(cohorts.map(({ id }) => board(id, open.db)));
  }

  test("rebuild gives the same boards, corrections and backbones", async () => {
    await seedPaper(open.db);
    await insert(testBundle({ value: 40 }));
    await insert(testBundle({ seed: 1 }));
    await insert(testBundle({ value: 60, manifest: { label: "Better name" } }));
    await insert(testBundle({ fingerprintDigit: "e" }));
    const before = await snapshot();
    expect(await rebuildResults(open)).toEqual({ files: 4, added: 4, problems: [] });
    expect(await snapshot()).toEqual(before);
  });

  test("results of a private manifest are refused", async () => {
    const outcome = await insert(testBundle({ manifest: { private: true } }));
    expect(outcome).toMatchObject({ status: "invalid", problems: [{ path: "manifest.private" }] });
    expect(await open.db.select().from(results)).toEqual([]);
  });

  test("a start picks up a file whose rows were lost", async () => {
    await insert(testBundle());
    await open.db.delete(metricValues);
    await open.db.delete(results);
    expect(await recoverResults(open)).toEqual({ files: 1, added: 1, reports: [] });
    expect(await recoverResults(open)).toEqual({ files: 1, added: 0, reports: [] });
  });
});
