import { subscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { metrics, protocolTaskIds, type TaskId } from "#contract";
import { columnInPieces } from "../derive/board/column.ts";
import { overallRanksInPieces } from "../derive/board/overall-rank.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { finished } from "../test/finished.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { insertResult } from "../write/insert-result.ts";
import { seedPaper } from "../write/seed.ts";
import { type BoardMade, boardMadeChannel, boardResults } from "./board-numbers.ts";
import { currentCohorts } from "./boards.ts";
import { knownBackbones } from "./known-backbones.ts";
import { keepStateUntilTold, newestStateOf } from "./newest-state.ts";
import { board, claims } from "./queries.ts";

let folder: string;
let open: OpenDatabase;
let derived: (readonly TaskId[])[] = [];
const count = (message: unknown) => derived.push((message as BoardMade).tasks);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-kept-boards-"));
  open = await openTestDatabase(folder);
  await seedPaper(open.db);
  subscribe(boardMadeChannel, count);
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const upload = async (options: Parameters<typeof testBundle>[0]) =>
  expect(await insertResult(open, testBundle(options), maintainerReceipt())).toMatchObject({
    status: "created",
  });
const values = async (cohort: string) =>
  (await board(cohort, open.db))?.rows.map(({ cells }) => cells["voc2012/iou"]?.value);

test("an upload has the numbers of its own board derived anew, and no other's", async () => {
  await upload({ value: 40 });
  await upload({ value: 60, readout: "no-cnn" });
  expect([await values("scenes-p1-smoke"), await values("scenes-p1-smoke-no-cnn")]).toEqual([[40], [60]]);
  derived = [];
  await upload({ value: 50, seed: 1 });
  expect([await values("scenes-p1-smoke"), await values("scenes-p1-smoke-no-cnn")]).toEqual([[45], [60]]);
  expect(derived).toEqual([["voc2012"]]);
});

test("columns that are kept and those made anew give the numbers that all give made at once", async () => {
  const both = ["one", "other"].flatMap((backboneId) =>
    protocolTaskIds.map((task) => ({ backboneId, task })),
  );
  for (const [index, one] of both.entries()) {
    await upload({ ...one, value: 30 + index, readout: "no-cnn", seed: 7 });
    await board("scenes-p1-smoke-no-cnn", open.db);
  }
  derived = [];
  await upload({ backboneId: "other", task: "nyuv2-depth", value: 44, readout: "no-cnn", seed: 8 });
  const made = await board("scenes-p1-smoke-no-cnn", open.db);
  expect(derived).toEqual([["nyuv2-depth"]]);
  const members = (await currentCohorts(open.db)).find(({ cohort }) => cohort.id === made?.cohort.id);
  const results = await boardResults(open.db, members?.resultIds ?? []);
  expect(new Set(results.map(({ backboneId }) => backboneId)).size).toBe(3);
  const columns = metrics.map((metric) => finished(columnInPieces(metric, results)));
  const overall = finished(overallRanksInPieces(columns));
  for (const { backbone, cells, overallRankInterval } of made?.rows ?? []) {
    expect(overallRankInterval).toEqual(overall.get(backbone.id) ?? null);
    const own = columns.flatMap(({ metric, cells: column }) => {
      const cell = column.get(backbone.id);
      return cell ? [[metric.id, cell]] : [];
    });
    expect(cells).toEqual(Object.fromEntries(own));
  }
});

test("what the paper claims is held to its own numbers once, whatever else is uploaded", async () => {
  const before = await claims(open.db);
  expect(before?.claims.length).toBeGreaterThan(0);
  await upload({ value: 55, seed: 6 });
  expect(await claims(open.db)).toBe(before);
});

test("a description that is corrected shows on every board, derived anew or not", async () => {
  await upload({ seed: 2, manifest: { label: "Corrected" } });
  const labelOn = async (cohort: string) => (await board(cohort, open.db))?.rows[0]?.backbone.label;
  expect(await labelOn("scenes-p1-smoke-no-cnn")).toBe("Corrected");
});

test("whoever asks for the newest state after an upload is told of it, also while others' question is under way", async () => {
  const before = newestStateOf(open.db);
  await upload({ seed: 3 });
  const [first, second, third] = await Promise.all([before, newestStateOf(open.db), newestStateOf(open.db)]);
  expect(second).not.toEqual(first);
  expect(third).toBe(second);
});

test("a database that tells of changes at once is asked again after one alone, also where it came during the question", async () => {
  if (!open.tellsAtOnce) return;
  const changed = keepStateUntilTold(open.db);
  const listening = await open.listen(changed);
  const before = await newestStateOf(open.db);
  expect(await newestStateOf(open.db)).toBe(before);
  await upload({ seed: 4 });
  const after = await newestStateOf(open.db);
  expect(after.results).not.toBe(before.results);
  changed();
  const asked = newestStateOf(open.db);
  const stored = upload({ seed: 5 });
  await Promise.all([asked, stored]);
  expect((await newestStateOf(open.db)).results).not.toBe(after.results);
  await listening.stop();
});

test("the paper's backbones have the names and licences that their authors gave them, and else the paper's facts", async () => {
  const rows = (await board("paper", open.db))?.rows ?? [];
  const shown = new Map(rows.map(({ backbone: { id, label } }) => [id, label]));
  expect(shown.size).toBe(18);
  expect([...shown].sort()).toMatchObject(
    [...shown.keys()].sort().map((id) => [id, knownBackbones().get(id)?.manifest.label]),
  );
  expect(["dino", "dinov2-l", "mocov3", "sam2", "aimv2"].map((id) => shown.get(id))).toEqual([
    ...["DINO", "DINOv2 (ViT-L)", "MoCo v3", "SAM 2 B+", "AIMv2"],
  ]);
  expect(rows.find(({ backbone }) => backbone.id === "aimv2")?.backbone.licence).toBe(
    "LicenseRef-apple-amlr",
  );
});
