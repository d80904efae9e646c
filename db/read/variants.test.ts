import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MetricId } from "#contract";
import type { Claim } from "../derive/claims/claim.ts";
import type { ClaimsReport } from "../derive/claims/claims-report.ts";
import { externalComparisons } from "../derive/claims/external.ts";
import type { VariantTable } from "../derive/variants/variant-table.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { type BundleOptions, testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { insertResult } from "../write/insert-result.ts";
import { seedPaper } from "../write/seed.ts";
import {
  board,
  claims,
  listVariantBases,
  otherBenchmarks,
  printedSizes,
  readoutSizes,
  variants,
} from "./queries.ts";

let folder: string;
let open: OpenDatabase;

async function insert(options: BundleOptions): Promise<void> {
  const outcome = await insertResult(open, testBundle(options), maintainerReceipt());
  expect(outcome.status).toBe("created");
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-variants-"));
  open = await openTestDatabase(folder);
  await seedPaper(open.db);
  await insert({ value: 50 });
  await insert({ value: 40, readout: "no-mask" });
  await insert({ value: 60, readout: "bicubic" });
  await insert({ value: 64, readout: "bicubic", baselineDim: 96 });
  await insert({ value: 55, readout: "bicubic", baselineDim: 12 });
  await insert({ value: 45, readout: "linear-featup", backboneId: "test-featup" });
  // Measured on another image set than the base, so no number to compare.
  await insert({ value: 70, readout: "no-ffn", fingerprintDigit: "a" });
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

async function tableOf(...parameters: Parameters<typeof variants>): Promise<VariantTable> {
  const found = await variants(parameters[0], parameters[1], open.db);
  if (!found) throw new Error(`no table of ${parameters.join(" ")}`);
  return found;
}

function cell(table: VariantTable, key: string, metric: MetricId, backboneId: string) {
  const column = table.columns.findIndex((one) => one.metric === metric && one.backboneId === backboneId);
  return table.rows.find((row) => row.key === key)?.cells[column];
}

describe("the paper's ablations", () => {
  test("are Table 5, nine columns and eight rows, with its relative sizes", async () => {
    const table = await tableOf("ablations", "paper");
    expect(table.columns).toHaveLength(9);
    expect(table.rows.map(({ label, relativeParameters }) => [label, relativeParameters])).toEqual([
      ["Default", 1],
      ["8 dimensions", 0.51],
      ["24 dimensions", 1.54],
      ["4 heads", 1],
      ["No mask", 1],
      ["One σ for all heads", 1],
      ["No feed-forward network", 0.94],
      ["No CNN", 0.97],
    ]);
  });

  test("keep the table's four digits and turn the difference by direction", async () => {
    const table = await tableOf("ablations", "paper");
    expect(cell(table, "base", "nyuv2-depth/rmse", "dinov2-b")).toMatchObject({
      value: 0.4248,
      difference: null,
    });
    expect(cell(table, "dim-24", "nyuv2-depth/rmse", "dinov2-b")).toMatchObject({
      value: 0.4161,
      difference: -0.0087,
      better: true,
      interval: null,
    });
    expect(cell(table, "dim-24", "voc2012/iou", "mae")).toMatchObject({ difference: 0, better: null });
  });

  test("of A.2 are two rows", async () => {
    const table = await tableOf("higher-resolution", "paper");
    expect(table.rows.map(({ key }) => key)).toEqual(["base", "higher-resolution"]);
    expect(cell(table, "base", "nyuv2-depth/rmse", "vitamin")?.value).toBe(0.4916);
    expect(cell(table, "higher-resolution", "nyuv2-depth/rmse", "vitamin")).toMatchObject({ better: false });
  });
});

describe("measured variants", () => {
  test("stand beside the base only where measured on the same images", async () => {
    const table = await tableOf("ablations", "scenes-p1-smoke");
    expect(table.rows.map(({ key }) => key)).toEqual(["base", "no-mask"]);
    expect(cell(table, "no-mask", "voc2012/iou", "test-vit")).toMatchObject({
      difference: -10,
      better: false,
    });
    expect(cell(table, "no-mask", "voc2012/ce", "test-vit")).toMatchObject({ difference: -10, better: true });
    expect(table.rows[1]?.relativeParameters).toBe(1);
  });

  test("baselines are a table of their own", async () => {
    const table = await tableOf("baselines", "scenes-p1-smoke");
    expect(table.rows.map(({ key, label }) => [key, label])).toEqual([
      ["base", "Default"],
      ["bicubic-dim-12", "Bicubic interpolation, 12 dimensions"],
      ["bicubic", "Bicubic interpolation"],
      ["bicubic-dim-96", "Bicubic interpolation, 96 dimensions"],
      ["linear-featup", "Linear on FeatUp"],
    ]);
    expect((await listVariantBases("baselines", open.db)).map(({ id }) => id)).toEqual(["scenes-p1-smoke"]);
    expect((await listVariantBases("ablations", open.db)).map(({ id }) => id)).toEqual([
      "paper",
      "scenes-p1-smoke",
    ]);
  });

  test("a figure of Fig. 6 has each readout's sizes in order, with intervals", async () => {
    const figures = await readoutSizes("scenes-p1-smoke", open.db);
    expect(figures.map(({ metric, backboneId }) => [metric, backboneId])).toEqual([
      ["voc2012/iou", "test-vit"],
    ]);
    const [attentive, bicubic, enlarged] = figures[0]?.series ?? [];
    expect(attentive).toMatchObject({ family: "attentive", points: [{ key: "base", value: 50 }] });
    expect(bicubic?.family).toBe("bicubic");
    expect(enlarged).toMatchObject({
      family: "linear-featup",
      points: [{ key: "test-featup", value: 45 }],
    });
    expect(new Set(bicubic?.points.map(({ value }) => value))).toEqual(new Set([55, 60, 64]));
    expect(bicubic?.points[0]?.interval).toEqual([expect.any(Number), expect.any(Number)]);
    expect(await readoutSizes("paper", open.db)).toEqual([]);
  });

  test("of Fig. 6 the paper prints its own readout at three sizes, in shares of the default", async () => {
    const found = await printedSizes(open.db);
    expect(found.map(({ metric, series }) => [metric, series.length])).toEqual([
      ["object-detection/apLarge", 3],
      ["voc2012/iou", 3],
      ["nyuv2-depth/rmse", 3],
    ]);
    const mae = found[1]?.series.find(({ backboneId }) => backboneId === "mae");
    expect(mae?.points.map(({ share, value }) => [share, value])).toEqual([
      [0.51, 55.6],
      [1, 60.2],
      [1.54, 60.2],
    ]);
  });

  test("an unknown cohort and a variant have no variants", async () => {
    expect(await variants("ablations", "nowhere", open.db)).toBeNull();
    expect(await variants("ablations", "paper-no-mask", open.db)).toBeNull();
  });
});

describe("other benchmarks", () => {
  test("CV-Bench against the printed scores, six backbones", async () => {
    const printed = await board("paper", open.db);
    const found = printed && externalComparisons(printed, otherBenchmarks());
    const rounded = found?.comparisons.map(({ id, points, rho, p }) => [
      id,
      points.length,
      rho?.toFixed(2),
      p?.toFixed(2),
    ]);
    expect(rounded).toEqual([
      ["dinosaur", 2, expect.anything(), undefined],
      // Of all 720 orders; Student's t says 0.16 and 0.11.
      ["cv-bench-2d", 6, "0.66", "0.17"],
      ["cv-bench-3d", 6, "-0.71", "0.14"],
    ]);
    expect(found?.missing).toHaveLength(2);
  });
});

describe("the paper's claims", () => {
  let report: ClaimsReport;

  beforeAll(async () => {
    const found = await claims(open.db);
    if (!found) throw new Error("no claims");
    report = found;
  });

  const verdict = (id: string) => report.claims.find((one: Claim) => one.id === id)?.verdict;

  test("0.87 and -0.79 are not what the printed numbers give", () => {
    expect(verdict("parameters-segmentation")).toBe("not reproduced");
    expect(verdict("parameters-depth")).toBe("not reproduced");
    expect(verdict("size-detection")).toBe("reproduced");
    // Feature size and depth: p = 0.06, and 0.4 corrected for all of its kind.
    expect(verdict("size-segmentation-depth")).toBe("partly reproduced");
    expect(verdict("readout-size")).toBe("reproduced");
    expect(verdict("no-mask")).toBe("reproduced");
    expect(verdict("speed")).toBe("not checkable");
  });

  test.each([
    ["featureSide", "nothing", "object-detection/apLarge", 0.35, 0.16],
    ["featureSide", "nothing", "nyuv2-depth/rmse", -0.45, 0.059],
    ["inputSizePixels", "nothing", "voc2012/iou", 0.61, 0.007],
    // One in 100,000 is the least that so many random orders can say. Two million of numpy’s say 2.7e-4 for depth, Student’s t 1e-4.
    ["parametersMillions", "nothing", "voc2012/iou", 0.89, 1e-5],
    ["parametersMillions", "nothing", "nyuv2-depth/rmse", -0.78, 2.7e-4],
    ["parametersMillions", "untrained", "coco-stuff/iou", 0.9, 1e-5],
    ["featureSide", "untrained", "boundaries/iou", 0.89, undefined],
    ["parametersMillions", "untrained", "instance-discrimination/ari", -0.05, undefined],
  ] as const)("%s without %s against %s", (fact, without, metric, rho, p) => {
    const found = report.correlations.find(
      (one) => one.fact === fact && one.without === without && one.metric === metric,
    );
    expect(found?.rho).toBeCloseTo(rho, 2);
    if (p !== undefined) expect((found?.p ?? 1) / p).toBeCloseTo(1, 0);
  });

  test("leaving out up to four backbones hits both numbers by chance alone", () => {
    expect(report.exclusions).toEqual([
      { metric: "voc2012/iou", choices: 4048, hits: 21 },
      { metric: "coco-stuff/iou", choices: 4048, hits: 2 },
    ]);
  });
});
