import { expect, test } from "vitest";
import { protocolTaskIds } from "#contract";
import { testBundle } from "../test/bundle.ts";
import { maintainerReceipt, submitterReceipt } from "../test/receipt.ts";
import { openTestSite } from "../test/site.ts";
import { insertResult } from "../write/insert-result.ts";
import { seedPaper } from "../write/seed.ts";
import { knownBackbones } from "./known-backbones.ts";
import { progress } from "./progress.ts";
import { uploads } from "./uploads.ts";

const { open } = await openTestSite("progress");

test("the official grid is every known backbone by every task, with nothing printed in it", async () => {
  await seedPaper(open.db);
  const [official, ...others] = await progress(open.db);
  expect(others).toEqual([]);
  const missing = knownBackbones().size * protocolTaskIds.length;
  expect(official).toMatchObject({ cohortId: null, measured: 0, waiting: 0, missing, runs: 0 });
});

test("what counts and what waits on a board, and a row an upload in the changelog", async () => {
  await seedPaper(open.db);
  const sent = [
    await insertResult(open, testBundle({ seed: 0 }), maintainerReceipt(0)),
    await insertResult(open, testBundle({ seed: 1 }), maintainerReceipt(1)),
    await insertResult(
      open,
      testBundle({ backboneId: "theirs", task: "nyuv2-depth" }),
      submitterReceipt("ada", 2),
    ),
    // Of a variant, which is no cell of the main grid.
    await insertResult(open, testBundle({ readout: "dim-8", seed: 3 }), maintainerReceipt(3)),
  ];
  expect(sent).toMatchObject(sent.map(() => ({ status: "created" })));
  const [, scenes] = await progress(open.db);
  expect(scenes).toMatchObject({ cohortId: "scenes-p1-smoke", measured: 1, waiting: 1, runs: 2 });
  expect(scenes?.rows.map(({ id }) => id)).toEqual(["test-vit", "theirs"]);
  const { newest, count } = await uploads(2, open.db);
  expect(count).toBe(4);
  expect(newest.map(({ task, seed, holder, standing }) => [task, seed, holder, standing])).toEqual([
    ["voc2012", 3, "tester", "accepted"],
    ["nyuv2-depth", 0, "ada", "waiting"],
  ]);
});
