import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uniformFraction, uniformInteger, xoshiro128 } from "../math/random.ts";
import { generateScenes } from "../scenes/generate.ts";
import { bundlesOf, killRunning, runEvaluator, startEvaluator } from "./evaluator-process.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-kill-"));
const [scenes, cells] = [join(folder, "scenes"), join(folder, "cells.json")];
const data = ["--data", scenes, "--engine", "onnxruntime", "--threads", "1"];
const grid = [
  ...["--backbone", "dct-16,dct-8", "--task", "voc2012,nyuv2-depth", "--seeds", "0,1,2,3,4,5"],
  ...["--smoke", "--iterations", "2", "--no-pilot"],
];
const [cellCount, workerCount, kills] = [24, 3, 100];

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 4, seed: 3 });
});
afterAll(() => {
  killRunning();
  rmSync(folder, { recursive: true, force: true });
});

const reading = "read annotations";
/** What a worker says, and how often, before it is killed: it then starts, begins a cell, reads, trains, has measured one. */
const earlyMoments: [string, number][] = [
  ["", 0],
  ["", 0],
  ["] dct-", 1],
  ["] dct-", 1],
  [reading, 1],
];
const lateMoments: [string, number][] = [
  ["features 4/4", 1],
  ["training 1/2", 1],
  ["training 2/2", 1],
  ["] dct-", 2],
];
/** After that, at most. */
const mostDelayMs = 150;

const startWorker = (out: string, cache = `${out}-cache`) => {
  const place = ["--cells", cells, ...data, "--out", out, "--cache", cache];
  return startEvaluator(["work", ...place, "--deaths", "1000", "--takeover-after", "5"]);
};

test("3 workers on one folder, 100 kills at any moment: every cell once, as in the undisturbed run", async () => {
  const [whole, cut] = [join(folder, "whole"), join(folder, "cut")];
  const cache = ["--cache", `${whole}-cache`];
  await runEvaluator(["plan", ...grid, ...data, "--out", whole, ...cache, "--write", cells]);
  const undisturbed = startEvaluator(["run", ...grid, ...data, "--out", whole, ...cache, "--workers", "2"]);
  expect(await undisturbed.ended, undisturbed.errors()).toBe(0);

  mkdirSync(cut);
  const random = xoshiro128([7, 0, 0, 1]);
  let [killed, ownCaches] = [0, 0];
  const killAgainAndAgain = async () => {
    while (killed < kills) {
      const measured = readdirSync(cut).filter((name) => name.endsWith(".json")).length;
      if (measured === cellCount) return;
      // Some cells are left to the end, so that there is something to kill.
      const isNearEnd = measured > cellCount - 2 * workerCount;
      const moments = isNearEnd ? earlyMoments : [...earlyMoments, ...lateMoments];
      const [text, times] = moments[uniformInteger(random, moments.length)];
      // Annotations are read where nothing is known of them yet.
      const worker = startWorker(cut, text === reading ? `${cut}-cache-${ownCaches++}` : undefined);
      await worker.says(text, times);
      await Promise.race([sleep(uniformFraction(random) * mostDelayMs), worker.ended]);
      if (worker.child.exitCode === null && worker.child.kill("SIGKILL")) killed++;
      await worker.ended;
      // What lies there was written whole.
      if (killed % 20 === 0) await bundlesOf(cut);
    }
  };
  await Promise.all(Array.from({ length: workerCount }, killAgainAndAgain));
  expect(killed).toBeGreaterThanOrEqual(kills);
  const last = Array.from({ length: workerCount }, () => startWorker(cut));
  for (const { ended, errors } of last) expect(await ended, errors()).toBe(0);

  const expected = await bundlesOf(whole);
  expect(expected).toHaveLength(cellCount);
  expect(await bundlesOf(cut)).toEqual(expected);
  // Nothing of the killed is left over but what says who tried.
  expect(readdirSync(join(cut, ".work"))).toEqual([]);
}, 1_800_000);
