import { expect, test } from "@playwright/test";
import { killEverything } from "./kills/kill-everything.ts";

test("server, workers and uploader killed 4 times in all: what was answered is there, each cell was measured and sent once", async () => {
  test.setTimeout(400_000);
  const report = await killEverything({ kills: 4, seed: 1, onProgress: () => {} });
  expect(report.failures).toEqual([]);
  expect(Object.values(report.kills).reduce((sum, count) => sum + count)).toBe(4);
  expect(report.uploads).toBeGreaterThan(0);
});
