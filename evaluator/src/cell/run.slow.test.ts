import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleProblems, type ResultBundle, type TaskId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { generateScenes } from "../scenes/generate.ts";
import { readBundle } from "./bundle-file.ts";
import { baseVariant, type CellRequest, customBudget, smokeBudget } from "./request.ts";
import { runCell } from "./run.ts";
import type { RunSettings } from "./settings.ts";
import { silent } from "./silent.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-run-"));
const scenes = join(folder, "scenes");
const iterations = 8;

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 8, seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(task: TaskId, seed = 0): CellRequest {
  return { backbone: "dct-16", task, variant: baseVariant, seed, budget: smokeBudget(task, iterations) };
}

function settings(name: string, changes: Partial<RunSettings> = {}): RunSettings {
  return {
    data: scenes,
    out: join(folder, name),
    cache: join(folder, "cache"),
    cacheBytes: 1e9,
    weights: folder,
    executor: "onnxruntime",
    reading: "here" as const,
    command: "evaluator run",
    progress: silent,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** What must not depend on when, where and in how many pieces a cell ran. */
function numbers({ metrics, secondary, training, readout }: ResultBundle) {
  return { metrics, secondary, training, readout };
}

test.each(["voc2012", "nyuv2-depth"] as const)(
  "%s: a cell becomes a bundle with its metrics",
  async (task) => {
    // All six training images and two again: the loss then falls with the updates, not with the draw of the batch.
    const whole = { ...request(task), budget: customBudget(task, { iterations, batchSize: 8 }) };
    const { bundle, path } = await runCell(whole, settings("first"));
    expect(await readBundle(path)).toEqual(JSON.parse(JSON.stringify(bundle)));
    expect(bundleProblems(bundle), "what a site asks of it").toEqual([]);
    expect(bundle.training.curve[0].trainLoss).toBeGreaterThan(
      bundle.training.curve.at(-1)?.trainLoss ?? Infinity,
    );
    expect(bundle.dataset.distribution).toBe("scenes");
    const again = await runCell(whole, settings("first"));
    expect(again.state).toBe("already there");
  },
);

test("interrupted after three updates and resumed: the numbers of an uninterrupted run, bit by bit", async () => {
  const whole = await runCell(request("voc2012", 1), settings("whole"));
  const controller = new AbortController();
  const progress = {
    line: () => {},
    update: (phase: string, done: number) => {
      if (phase === "training" && done === 3) controller.abort();
    },
  };
  const cut = settings("cut", { progress, signal: controller.signal });
  await expect(runCell(request("voc2012", 1), cut)).rejects.toMatchObject({ name: "AbortError" });
  const lines: string[] = [];
  const resumed = await runCell(
    request("voc2012", 1),
    settings("cut", { progress: { ...progress, line: (line) => lines.push(line) } }),
  );
  expect(lines.join()).toContain("going on after iteration 3");
  expect(numbers(resumed.bundle)).toEqual(numbers(whole.bundle));
});

test("a damaged checkpoint is named and the one before it goes on, to the same numbers", async () => {
  const whole = await runCell(request("voc2012", 1), settings("whole"));
  const controller = new AbortController();
  const update = (phase: string, done: number) => {
    if (phase === "training" && done === 5) controller.abort();
  };
  const cut = settings("damaged", { progress: { line: () => {}, update }, signal: controller.signal });
  await expect(runCell(request("voc2012", 1), cut)).rejects.toMatchObject({ name: "AbortError" });
  const work = join(cut.out, ".work");
  const latest = readdirSync(work).find((name) => name.endsWith(".0.checkpoint"))!;
  const bytes = readFileSync(join(work, latest));
  bytes[bytes.length >> 1] ^= 4;
  writeFileSync(join(work, latest), bytes);
  const lines: string[] = [];
  const progress = { update: () => {}, line: (line: string) => lines.push(line) };
  const resumed = await runCell(request("voc2012", 1), settings("damaged", { progress }));
  expect(lines.join("\n")).toMatch(
    /damaged checkpoint .*\.0\.checkpoint: its \d+ bytes.*\n.*after iteration [24]\b/,
  );
  expect(numbers(resumed.bundle)).toEqual(numbers(whole.bundle));
  expect(readdirSync(work)).toEqual([]);
});

test("killed without warning: the same command ends with the same numbers", async () => {
  const whole = await runCell(request("nyuv2-depth", 2), settings("whole"));
  const out = join(folder, "killed");
  const command = [
    ...[fileURLToPath(new URL("../../bin/evaluator.mjs", import.meta.url)), "run"],
    ...["--backbone", "dct-16", "--task", "nyuv2-depth", "--seed", "2", "--data", scenes, "--out", out],
    ...[
      "--smoke",
      "--iterations",
      `${iterations}`,
      "--cache",
      join(folder, "cache"),
      "--engine",
      "onnxruntime",
    ],
  ];
  const first = spawn(process.execPath, command, { stdio: "ignore" });
  const ended = new Promise((resolve) => first.once("exit", resolve));
  while (!hasFiles(join(out, ".work")) && first.exitCode === null) await sleep(20);
  first.kill("SIGKILL");
  await ended;
  const second = spawn(process.execPath, command, { stdio: "ignore" });
  expect(await new Promise((resolve) => second.once("exit", resolve))).toBe(0);
  const [name] = readdirSync(out).filter((file) => file.endsWith(".json"));
  expect(numbers(await readBundle(join(out, name)))).toEqual(numbers(whole.bundle));
});

function hasFiles(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => name.endsWith(".checkpoint"));
}

test("seeds differ", async () => {
  const { bundle: a } = await runCell(request("voc2012", 0), settings("first"));
  const { bundle: b } = await runCell(request("voc2012", 1), settings("whole"));
  expect(a.metrics["voc2012/iou"]?.bootstrap.indicesSha256).toBe(
    b.metrics["voc2012/iou"]?.bootstrap.indicesSha256,
  );
  expect(a.training.curve[0].trainLoss).not.toBe(b.training.curve[0].trainLoss);
});

test.each([
  ["a path that is not there", "voc2012", { data: join(folder, "nowhere") }, /nowhere: not found; expected/],
  ["another data set's folder", "voc2012", { data: join(scenes, "nyu") }, /expected the VOC 2012 layout/],
] as const)("%s is named before any work", async (_, task, changes, message) => {
  const run = runCell(request(task, 9), settings("bad", changes));
  await expect(run).rejects.toThrow(InputError);
  await expect(runCell(request(task, 9), settings("bad", changes))).rejects.toThrow(message);
});

test("an image that does not decode is named before training", async () => {
  const data = join(folder, "damaged");
  cpSync(join(scenes, "voc"), data, { recursive: true });
  const images = join(data, "VOCdevkit", "VOC2012", "JPEGImages");
  const [name] = readdirSync(images);
  writeFileSync(join(images, name), "not a picture");
  await expect(runCell(request("voc2012", 9), settings("bad", { data }))).rejects.toThrow(name);
});
