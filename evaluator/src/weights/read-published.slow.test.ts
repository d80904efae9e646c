import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { torchFiles } from "../checkpoints/torch-files.fixture.ts";
import { InputError } from "../files/input-error.ts";
import { readPublished } from "./published-work.ts";
import { readPublishedInChild } from "./read-published.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-published-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a pickle becomes the same file in a child, and nothing half made stays of one that takes too long", async () => {
  const [{ file, entry }] = [...torchFiles().values()];
  const path = join(folder, "checkpoint.bin");
  await writeFile(path, file);
  const job = (out: string) => ({ kind: "convert", path, entry, out: join(folder, out) }) as const;
  await readPublished(job("here"), {});
  const progress: number[] = [];
  await readPublishedInChild(job("child"), { onProgress: (done) => progress.push(done) });
  expect(await readFile(join(folder, "child"))).toEqual(await readFile(join(folder, "here")));
  expect(progress.length).toBeGreaterThan(0);
  await writeFile(join(folder, ".late.1234.partial"), "half");
  vi.stubEnv("EVALUATOR_READ_SECONDS", "0.001");
  try {
    await expect(readPublishedInChild(job("late"), {})).rejects.toThrow(InputError);
  } finally {
    vi.unstubAllEnvs();
  }
  expect((await readdir(folder)).sort()).toEqual(["checkpoint.bin", "child", "here"]);
});
