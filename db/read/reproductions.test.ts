import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDatabase } from "../open/shared-database.ts";
import { type BundleOptions, testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt, submitterReceipt } from "../test/receipt.ts";
import { insertResult } from "../write/insert-result.ts";
import { backbonePage } from "./queries.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-reproductions-"));
  open = await openTestDatabase(folder);
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const scores = testBundle().metrics;
const [metric = "voc2012/iou"] = Object.keys(scores);

async function upload(receipt: ReturnType<typeof maintainerReceipt>, options: BundleOptions): Promise<void> {
  expect(await insertResult(open, testBundle(options), receipt)).toMatchObject({ status: "created" });
}

async function shown() {
  const [board] = (await backbonePage("test-vit", open.db))?.boards ?? [];
  return {
    cell: Object.values(board?.row.cells ?? {}).find((cell) => cell.metric === metric),
    runs: board?.reproductions.filter((run) => run.metric === metric) ?? [],
  };
}

test("another maintainer's run stands beside the number, compared and never averaged with it", async () => {
  const [ada, grace] = [maintainerReceipt(0, "ada-lovelace"), maintainerReceipt(5, "grace-hopper")];
  await upload(ada, { seed: 0, value: 50 });
  const before = await shown();
  expect([before.runs, before.cell?.secondRun]).toEqual([[], null]);

  await upload(grace, { seed: 0, value: 50.1 });
  const alone = await shown();
  expect(alone.cell).toMatchObject({ value: 50, seeds: 1, secondRun: "not known" });
  expect(alone.runs).toMatchObject([
    { holder: "ada-lovelace", reproducedBy: "grace-hopper", verdict: "not known", margin: null },
  ]);

  for (const [seed, value] of [50.2, 49.8].entries()) await upload(ada, { seed: seed + 1, value });
  const { cell, runs } = await shown();
  expect(cell).toMatchObject({ value: 50, seeds: 3, secondRun: "reproduced" });
  expect(runs).toMatchObject([{ first: 50, second: 50.1, verdict: "reproduced" }]);
  expect(runs[0]?.resultIds).toHaveLength(1);

  await upload(grace, { seed: 0, value: 70, command: "evaluator run --corrected" });
  const corrected = await shown();
  expect(corrected.runs, "by its newest result of a seed").toMatchObject([
    { second: 70, verdict: "differs" },
  ]);
  expect(corrected.cell?.secondRun).toBe("differs");
});

test("what a submitter sends, or of another cell, reproduces nothing", async () => {
  const { cell: known, runs } = await shown();
  await insertResult(open, testBundle({ seed: 7, value: 50 }), submitterReceipt("mallory", 10));
  await upload(maintainerReceipt(11, "edsger-dijkstra"), { value: 50, fingerprintDigit: "e" });
  const after = await shown();
  expect(after.runs).toHaveLength(runs.length);
  expect(after.cell?.secondRun).toBe(known?.secondRun);
});
