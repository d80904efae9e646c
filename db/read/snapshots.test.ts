import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ResultBundle } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { auditLog, backbones, metricValues, results, snapshots } from "../schema.ts";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { insertResult } from "../write/insert-result.ts";
import { rebuildResults } from "../write/rebuild.ts";
import { recoverResults } from "../write/recover.ts";
import { rowsThenFiles } from "../write/rows-then-files.ts";
import { seedPaper } from "../write/seed.ts";
import { contentHash, takeSnapshot } from "../write/take-snapshot.ts";
import { type board, boardOfSnapshot, diffSnapshots, listSnapshots, snapshot } from "./queries.ts";

let folder: string;
let open: OpenDatabase;
let hour = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-snapshots-"));
  open = await openTestDatabase(folder);
}, 60_000);

afterEach(async () => {
  for (const table of [snapshots, metricValues, results, backbones, auditLog]) await open.db.delete(table);
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

/** Uploads follow one another by an hour; returns the result's id. */
async function insert(bundle: ResultBundle): Promise<string> {
  hour += 1;
  const outcome = await insertResult(open, bundle, maintainerReceipt(60 * hour));
  if (outcome.status !== "created") throw new Error(`expected a created result, got ${outcome.status}`);
  return outcome.id;
}

const ids = async () => (await listSnapshots(open.db)).map(({ id }) => id);
const cohort = "scenes-p1-smoke";

function scoreIn(found: Awaited<ReturnType<typeof board>>, id = "test-vit") {
  return found?.rows.find((row) => row.backbone.id === id)?.cells["voc2012/iou"]?.value;
}

describe("a snapshot", () => {
  test("is taken by each upload and keeps its numbers when they are corrected", async () => {
    const first = await insert(testBundle({ value: 40 }));
    const second = await insert(testBundle({ value: 41 }));
    const [after = "", before = ""] = await ids();
    expect(after).toBe(contentHash([second, first]).slice(0, 16));
    expect(scoreIn(await boardOfSnapshot(before, cohort, open.db))).toBe(40);
    expect(scoreIn(await boardOfSnapshot(after, cohort, open.db))).toBe(41);
    expect(await snapshot(before, open.db)).toMatchObject({
      current: false,
      lostResults: 0,
      cohorts: [{ id: cohort }],
      snapshot: { results: 1, added: 1, removed: 0 },
    });
    expect((await snapshot(after, open.db))?.current).toBe(true);
  });

  test("is not taken twice of the same results", async () => {
    await insert(testBundle());
    expect(await rowsThenFiles(open, (into) => takeSnapshot(into, new Date()))).toEqual({
      id: (await ids())[0],
      status: "unchanged",
    });
    expect(await ids()).toHaveLength(1);
  });

  test("stores only what came since the one before", async () => {
    await seedPaper(open.db);
    await recoverResults(open);
    const paper = (await open.db.select().from(results)).length;
    await insert(testBundle());
    const rows = await open.db.select().from(snapshots).orderBy(snapshots.sequence);
    expect(rows.map(({ results: count, added }) => [count, added.length])).toEqual([
      [paper, paper],
      [paper + 1, 1],
    ]);
  });

  test("of an unknown id is null", async () => {
    expect(await snapshot("0".repeat(16), open.db)).toBeNull();
    expect(await boardOfSnapshot("0".repeat(16), cohort, open.db)).toBeNull();
    expect(await diffSnapshots("0".repeat(16), "1".repeat(16), open.db)).toBeNull();
  });

  test("tells the last of each day", async () => {
    for (const seed of [0, 1, 2]) await insert(testBundle({ seed }));
    const rows = await open.db.select().from(snapshots).orderBy(snapshots.sequence);
    const days = [1, 1, 2];
    for (const [index, row] of rows.entries()) {
      const takenAt = new Date(Date.UTC(2026, 11, days[index], index));
      await open.db.update(snapshots).set({ takenAt }).where(eq(snapshots.sequence, row.sequence));
    }
    expect((await listSnapshots(open.db)).map(({ lastOfDay }) => lastOfDay)).toEqual([true, true, false]);
  });
});

describe("after a rebuild", () => {
  test("with every file snapshots stay as they were", async () => {
    await seedPaper(open.db);
    await insert(testBundle({ value: 40 }));
    await insert(testBundle({ value: 41 }));
    const before = await ids();
    await rebuildResults(open);
    expect(await ids()).toEqual(before);
    expect(scoreIn(await boardOfSnapshot(before[1] ?? "", cohort, open.db))).toBe(40);
  });

  test("that forgets a bundle the loss is counted, and coming back gives the old id", async () => {
    await seedPaper(open.db);
    await recoverResults(open);
    const bundle = testBundle();
    const id = await insert(bundle);
    const [full = ""] = await ids();
    for (const name of [`${id}.json`, `${id}.receipt.json`]) rmSync(join(folder, "bundles", name));
    await rebuildResults(open, 1);
    expect((await listSnapshots(open.db))[0]).toMatchObject({ added: 0, removed: 1 });
    expect(await snapshot(full, open.db)).toMatchObject({ lostResults: 1, current: false });
    await insert(bundle);
    expect((await ids())[0]).toBe(full);
    expect(await snapshot(full, open.db)).toMatchObject({ lostResults: 0, current: true });
  });
});

test("a difference names new results, numbers and ranks", async () => {
  await insert(testBundle({ backboneId: "old", value: 50 }));
  const added = await insert(testBundle({ backboneId: "new", value: 60 }));
  const [after = "", before = ""] = await ids();
  const found = await diffSnapshots(before, after, open.db);
  expect(found?.added).toMatchObject([{ id: added, backboneId: "new", task: "voc2012", cohortId: cohort }]);
  expect(found?.removed).toEqual([]);
  expect(found?.cells).toEqual([
    {
      cohortId: cohort,
      backboneId: "new",
      backboneLabel: "Test ViT (new)",
      metric: "voc2012/ce",
      before: null,
      after: 60,
    },
    {
      cohortId: cohort,
      backboneId: "new",
      backboneLabel: "Test ViT (new)",
      metric: "voc2012/iou",
      before: null,
      after: 60,
    },
  ]);
  expect(found?.ranks.map(({ backboneId, before, after }) => [backboneId, before, after])).toEqual([
    ["old", 1, 2],
    ["new", null, 1],
  ]);
  expect(await diffSnapshots(before, before, open.db)).toMatchObject({ added: [], cells: [], ranks: [] });
});

test("a difference's ranks are the board's own: shared by those that the data do not tell apart", async () => {
  await insert(testBundle({ backboneId: "old", value: 50 }));
  const { metrics, ...rest } = testBundle({ backboneId: "new", value: 50.001 });
  const shuffled = Object.entries(metrics).map(([metric, { value, bootstrap }]) => {
    const replicates = [...(bootstrap?.replicates ?? [])].reverse();
    return [metric, { value, bootstrap: { ...bootstrap, replicates } }];
  });
  await insert({ ...rest, metrics: Object.fromEntries(shuffled) });
  const [after = "", before = ""] = await ids();
  const found = await diffSnapshots(before, after, open.db);
  expect(found?.ranks.map(({ backboneId, before, after }) => [backboneId, before, after])).toEqual([
    ["new", null, 1],
  ]);
});
