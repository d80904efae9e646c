import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBundle } from "../cell/bundle-file.ts";
import type { ResultBundle } from "../contract/index.ts";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import { generateScenes } from "../scenes/generate.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-grid-"));
const scenes = join(folder, "scenes");

beforeAll(async () => {
  await generateScenes({ out: scenes, images: 12, seed: 3 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two backbones on two tasks by the real command line, with a cache of its own. */
function startGrid(out: string) {
  const command = [
    ...[fileURLToPath(new URL("../../bin/evaluator.mjs", import.meta.url)), "run", "--no-pilot"],
    ...["--backbone", "dct-16,dct-8", "--task", "voc2012,nyuv2-depth", "--data", scenes, "--out", out],
    ...["--smoke", "--iterations", "3", "--engine", "onnxruntime", "--cache", `${out}-cache`],
  ];
  const child = spawn(process.execPath, command, { stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, ended };
}

/** Every bundle of a folder by file name, without what a clock or a machine decides. */
async function bundlesOf(out: string): Promise<[string, Partial<ResultBundle>][]> {
  const names = readdirSync(out).filter((name) => name.endsWith(".json"));
  return Promise.all(
    names.sort().map(async (name): Promise<[string, Partial<ResultBundle>]> => {
      const {
        createdAt: _,
        phases: _phases,
        environment: _environment,
        ...rest
      } = await readBundle(join(out, name));
      return [name, rest];
    }),
  );
}

test("a grid that is killed again and again, whenever it may be, ends with the same bundles", async () => {
  const whole = join(folder, "whole");
  const started = performance.now();
  expect(await startGrid(whole).ended).toBe(0);
  const wholeMs = performance.now() - started;
  const cut = join(folder, "cut");
  const random = xoshiro128([7, 0, 0, 1]);
  for (let kill = 0; kill < 4; kill++) {
    const { child, ended } = startGrid(cut);
    // Anywhere from before the first image is read to the end of the grid.
    await Promise.race([sleep(uniformFraction(random) * wholeMs), ended]);
    child.kill("SIGKILL");
    await ended;
    // What lies there was written whole.
    if (existsSync(cut)) await bundlesOf(cut);
  }
  expect(await startGrid(cut).ended).toBe(0);
  const expected = await bundlesOf(whole);
  expect(expected).toHaveLength(4);
  expect(await bundlesOf(cut)).toEqual(expected);
}, 180_000);
