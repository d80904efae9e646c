import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LeaseBook } from "../leases/lease-book.ts";
import { generateScenes } from "../scenes/generate.ts";
import { bundlesOf, killRunning, runEvaluator, startEvaluator } from "./evaluator-process.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-queue-"));
const [scenes, cells, out] = ["scenes", "cells.json", "out"].map((name) => join(folder, name));
const place = ["--data", scenes, "--engine", "onnxruntime", "--cache", join(folder, "cache")];
const grid = [
  ...["--backbone", "dct-16,dct-8", "--task", "voc2012,nyuv2-depth", "--seeds", "0,1"],
  ...["--smoke", "--iterations", "2", "--no-pilot"],
];
/** Where EVALUATOR_DATABASE says. */
const fill = async () =>
  JSON.parse(await runEvaluator(["queue", "fill", "--cells", cells, "--out", out, "--json"]));
const startWorker = () => startEvaluator(["queue", "work", ...place, "--out", out, "--json"]);

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 4, seed: 3 });
  await runEvaluator(["plan", ...grid, ...place, "--out", out, "--write", cells]);
});
afterAll(() => {
  killRunning();
  rmSync(folder, { recursive: true, force: true });
});

test("two workers on one queue end with every cell once", async () => {
  expect(await fill()).toEqual({ cells: 8, added: 8 });
  // What waits already does not come twice.
  expect(await fill()).toEqual({ cells: 8, added: 0 });
  const workers = [startWorker(), startWorker()];
  const reported: string[] = [];
  for (const { ended, errors, output } of workers) {
    expect(await ended, errors()).toBe(0);
    const { cells: done } = JSON.parse(output()) as { cells: { cell: string; state: string }[] };
    expect(done.length).toBeGreaterThan(0);
    reported.push(...done.filter(({ state }) => state === "measured").map(({ cell }) => cell));
  }
  expect(reported).toHaveLength(8);
  expect(new Set(reported).size).toBe(8);
  expect(await bundlesOf(out)).toHaveLength(8);
});

test("jobs that come again measure nothing again", async () => {
  expect(await fill()).toEqual({ cells: 8, added: 8 });
  const { ended, output, errors } = startWorker();
  expect(await ended, errors()).toBe(0);
  const { cells: done } = JSON.parse(output()) as { cells: { state: string }[] };
  expect(done.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => "already there"));
  const attempts = [...(await new LeaseBook(out, 60).newest()).values()];
  expect(attempts.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 8 }, () => 1));
});

test("a database that is not there is named without its password", async () => {
  const nowhere = ["--database", "postgres://me:secret@127.0.0.1:1/cells"];
  await expect(runEvaluator(["queue", "fill", "--cells", cells, ...nowhere])).rejects.toThrow(
    /database 127\.0\.0\.1:1\/cells: .*ECONNREFUSED.*; expected a PostgreSQL/,
  );
});
