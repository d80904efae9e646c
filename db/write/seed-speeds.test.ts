import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { board } from "../read/queries.ts";
import { openTestDatabase } from "../test/database.ts";
import { seedPaper } from "./seed.ts";
import { seedSpeeds } from "./seed-speeds.ts";

test("the times that come with the site are of the paper's backbones, on one device, with random weights", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leaderboard-own-speeds-"));
  const open = await openTestDatabase(folder);
  const { db } = open;
  await seedPaper(db);
  expect(await seedSpeeds(open)).toBe(18);
  const paper = await board("paper", db);
  expect(paper?.speedSettings).toHaveLength(1);
  expect(paper?.rows.map(({ speeds }) => speeds.length)).toEqual(paper?.rows.map(() => 1));
  const trained = paper?.rows.filter(({ speeds }) => !speeds[0]?.isUntrained);
  // Random weights are what this one is.
  expect(trained?.map(({ backbone }) => backbone.id)).toEqual(["random"]);
  await open.close();
  rmSync(folder, { recursive: true });
});
