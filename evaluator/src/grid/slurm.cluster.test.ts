import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LeaseBook } from "../leases/lease-book.ts";
import { generateScenes } from "../scenes/generate.ts";
import { bundlesOf, killRunning, runEvaluator } from "./evaluator-process.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-slurm-"));
const [scenes, cells, out] = ["scenes", "cells.json", "out"].map((name) => join(folder, name));
const place = ["--data", scenes, "--engine", "onnxruntime", "--cache", join(folder, "cache")];
const grid = [
  ...["--backbone", "dct-16,dct-8", "--task", "voc2012,nyuv2-depth", "--seeds", "0,1"],
  ...["--smoke", "--iterations", "2", "--no-pilot"],
];

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 4, seed: 3 });
});
afterAll(() => {
  killRunning();
  rmSync(folder, { recursive: true, force: true });
});

test("an array of two workers with a card each ends with every cell once", async () => {
  await runEvaluator(["plan", ...grid, ...place, "--out", out, "--write", cells]);
  const work = ["--cells", cells, ...place, "--out", out];
  const slurm = ["--partition", "cells", "--gres", "gpu:1", "--array", "2", "--cpus-per-task", "1"];
  const submitted = await runEvaluator(["slurm", "submit", ...work, ...slurm, "--json"]);
  const { job } = JSON.parse(submitted) as { job: string };
  const running = async () =>
    (await promisify(execFile)("squeue", ["--noheader", "--job", job])).stdout.trim();
  while ((await running()) !== "") await sleep(200);

  const logs = readdirSync(join(out, ".slurm")).map((name) =>
    readFileSync(join(out, ".slurm", name), "utf8"),
  );
  expect(logs).toHaveLength(2);
  expect(await bundlesOf(out), logs.join()).toHaveLength(8);
  const attempts = [...(await new LeaseBook(out, 60).newest()).values()];
  expect(attempts.map(({ attempt, record }) => [attempt, record?.end?.outcome])).toEqual(
    Array.from({ length: 8 }, () => [1, "measured"]),
  );
  // Both did their part.
  expect(new Set(attempts.map(({ record }) => record?.holder.pid)).size).toBe(2);
  const status = JSON.parse(await runEvaluator(["status", out, "--json"]));
  expect(status).toMatchObject({ counts: { done: 8, running: 0, failed: 0, "to do": 0 }, secondsLeft: 0 });
});

test("what Slurm refuses is told in its own words", async () => {
  const work = ["--cells", cells, ...place, "--out", out];
  await expect(runEvaluator(["slurm", "submit", ...work, "--partition", "nowhere"])).rejects.toThrow(
    /sbatch refused: .*invalid partition/,
  );
});
