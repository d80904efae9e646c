import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decodeFloat16, encodeFloat16 } from "../math/float16.ts";
import { features, filesIn, get, key } from "./cache.fixture.ts";
import { openFeatureCache } from "./feature-cache.ts";
import { decodeRows } from "./shard-index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "features-"));
});
afterEach(() => rm(folder, { recursive: true }));

const roomy = { byteBudget: 1e9 };
const rounded = (image: number, length: number) => decodeFloat16(encodeFloat16(features(image, length)));

/** A matcher takes seconds for as many numbers. */
const isSame = (found: Float32Array | null, expected: Float32Array): boolean =>
  found?.length === expected.length && found.every((value, index) => value === expected[index]);

async function startWriter(first: number, count: number, length: number): Promise<ChildProcess> {
  const program = fileURLToPath(new URL("writer.test-process.ts", import.meta.url));
  const child = fork(program, [folder, `${first}`, `${count}`, `${length}`], {
    execArgv: ["--import", import.meta.resolve("tsx")],
  });
  await once(child, "message");
  return child;
}

async function entriesOnDisk(): Promise<number> {
  let entries = 0;
  for (const name of await filesIn(folder, ".index")) {
    entries += decodeRows(await readFile(join(folder, name))).length;
  }
  return entries;
}

test("a writer that is killed loses its unfinished entry at most", async () => {
  const length = 200_000;
  for (let kill = 0; kill < 3; kill++) {
    const before = await entriesOnDisk();
    const child = await startWriter(1000 * kill, 1000, length);
    while ((await entriesOnDisk()) < before + 3) await sleep(5);
    child.kill("SIGKILL");
    await once(child, "exit");
    const written = (await entriesOnDisk()) - before;
    await using cache = await openFeatureCache(folder, roomy);
    for (let image = 1000 * kill; image < 1000 * kill + written; image++) {
      expect(isSame(await get(cache, image, length), rounded(image, length)), `image ${image}`).toBe(true);
    }
    expect(await cache.has(key(1000 * kill + written))).toBe(false);
  }
  // A torn row, and payload that no row names, as a loss of power may leave them.
  const [index] = await filesIn(folder, ".index");
  await appendFile(join(folder, index!), Buffer.alloc(20, 7));
  await appendFile(join(folder, index!.replace(".index", ".shard")), Buffer.alloc(1000, 7));
  await using cache = await openFeatureCache(folder, roomy);
  expect(isSame(await get(cache, 0, length), rounded(0, length))).toBe(true);
});

test("half a shard of a process that died goes when it is old", async () => {
  const orphan = join(folder, "000000000000001-00000000-0000-0000-0000-000000000000.index");
  await writeFile(orphan, "");
  await (await openFeatureCache(folder, roomy))[Symbol.asyncDispose]();
  expect(await filesIn(folder)).toHaveLength(1);
  await utimes(orphan, new Date(0), new Date(0));
  await (await openFeatureCache(folder, roomy))[Symbol.asyncDispose]();
  expect(await filesIn(folder)).toEqual([]);
});

test("two processes write to one folder at once, and a third finds what both have written", async () => {
  const length = 10_000;
  const writers = await Promise.all([startWriter(0, 150, length), startWriter(100, 150, length)]);
  const codes = await Promise.all(writers.map((child) => once(child, "exit").then(([code]) => code)));
  expect(codes).toEqual([0, 0]);
  await using cache = await openFeatureCache(folder, roomy);
  const keys = Array.from({ length: 250 }, (_, image) => key(image));
  const { features: found, missing } = await cache.read(keys, length);
  expect(missing).toEqual([]);
  for (const image of [0, 120, 249]) {
    expect(found.subarray(image * length, (image + 1) * length)).toEqual(rounded(image, length));
  }
});
