import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleEvaluator, evaluatorFolder } from "./bundle.ts";

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bundle-"));
  program = await bundleEvaluator(join(folder, "evaluator"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** With nothing of this checkout in reach: neither its packages nor its environment. */
async function evaluator(...args: string[]): Promise<string> {
  const env = { PATH: "/usr/bin:/bin", EVALUATOR_CACHE: join(folder, "cache") };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { cwd: folder, env });
  return stdout;
}

test("a bundled evaluator lists its commands and finds what it needs", async () => {
  expect(await evaluator("--help")).toContain("conformance");
  const { findings } = JSON.parse(await evaluator("doctor", "--json")) as {
    findings: { name: string; present: boolean; importance: string }[];
  };
  const missing = findings.filter(({ present, importance }) => importance === "required" && !present);
  expect(findings.find(({ name }) => name === "device cpu")).toMatchObject({ present: true });
  // Free space is the machine's own affair.
  expect(missing.filter(({ name }) => name !== "free")).toEqual([]);
});

test("a bundled evaluator computes the reference's features", async () => {
  const cases = join(folder, "backbones");
  await mkdir(cases);
  for (const name of ["vit.json", "vit.safetensors", "vit.io.safetensors"]) {
    await cp(join(evaluatorFolder, "golden", "backbones", name), join(cases, name));
  }
  expect(await evaluator("conformance", cases)).toContain("1 of 1 passed");
});

test("a bundled evaluator measures a cell: images, worker threads, training, bundle", async () => {
  await evaluator("data", "scenes", "--out", "scenes", "--images", "8");
  const cell = ["--backbone", "dct-16", "--task", "voc2012", "--iterations", "2", "--batch-size", "2"];
  await evaluator("run", ...cell, "--data", join("scenes", "voc"), "--out", "results");
  expect((await readdir(join(folder, "results"))).filter((name) => name.endsWith(".json"))).toHaveLength(1);
});

test.each([
  ["readout.mjs", ["--shapes", "vit-b-224-voc", "--batch", "1"], { shape: "vit-b-224-voc", batch: 1 }],
  ["backbones.mjs", ["--models", "dct-16", "--batches", "2"], { model: "dct-16", batch: 2 }],
])("bundled benchmark %s prints its measurement", async (name, asked, expected) => {
  const bench = join(folder, "evaluator", "code", "bundle", name);
  const short = ["--seconds", "0.01", "--rounds", "1"];
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...asked, ...short], {
    cwd: folder,
  });
  expect(JSON.parse(stdout.trim())).toMatchObject(expected);
});
