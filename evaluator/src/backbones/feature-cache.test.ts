import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runChild } from "../setup/child-process.ts";
import { featureKey, openFeatureCache } from "./feature-cache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "features-"));
});
afterEach(() => rm(folder, { recursive: true }));

const identity = { weightsSha256: null, graphSha256: "g", preprocessingSha256: "p", imageSha256: "i" };
const key = (image: number) => featureKey({ ...identity, imageSha256: String(image) });
const features = (seed: number, count = 1000) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i + seed) * 9);
const pathOf = (entry: string) => join(folder, entry.slice(0, 2), `${entry}.features`);

async function entryFiles(): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => name.includes(".features"));
}

async function totalBytes(): Promise<number> {
  let total = 0;
  for (const name of await entryFiles()) total += (await stat(join(folder, name))).size;
  return total;
}

describe("featureKey", () => {
  test("changes with each part of the identity", () => {
    const keys = [
      identity,
      { ...identity, weightsSha256: "w" },
      { ...identity, graphSha256: "h" },
      { ...identity, preprocessingSha256: "q" },
      { ...identity, imageSha256: "j" },
    ].map(featureKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("openFeatureCache", () => {
  test("gives back in half precision what was put, to the run that put it too", async () => {
    const cache = await openFeatureCache(folder, { byteBudget: 1e6 });
    expect(await cache.get(key(1))).toBeNull();
    const original = features(1);
    const put = await cache.put(key(1), original);
    expect(await cache.get(key(1))).toEqual(put);
    for (let i = 0; i < put.length; i++) expect(Math.abs(put[i]! - original[i]!)).toBeLessThan(0.005);
    const reopened = await openFeatureCache(folder, { byteBudget: 1e6 });
    expect(await reopened.get(key(1))).toEqual(put);
    expect(await totalBytes()).toBeLessThan(2100);
  });

  test("stays within the byte budget and drops the least recently used first", async () => {
    const cache = await openFeatureCache(folder, { byteBudget: 10_300 });
    for (let image = 0; image < 5; image++) {
      await cache.put(key(image), features(image));
      const past = new Date(Date.now() - 1000 * (100 - image));
      await utimes(pathOf(key(image)), past, past);
    }
    await cache.get(key(0));
    await cache.put(key(5), features(5));
    expect(await totalBytes()).toBeLessThanOrEqual(10_300);
    expect(await cache.get(key(1))).toBeNull();
    expect(await cache.get(key(0))).not.toBeNull();
    expect(await cache.get(key(5))).not.toBeNull();
  });

  test("shrinks to a smaller budget when it is opened, and never stores what exceeds it alone", async () => {
    const cache = await openFeatureCache(folder, { byteBudget: 1e6 });
    for (let image = 0; image < 5; image++) await cache.put(key(image), features(image));
    const smaller = await openFeatureCache(folder, { byteBudget: 4100 });
    expect(await totalBytes()).toBeLessThanOrEqual(4100);
    const large = features(9, 100_000);
    expect(await smaller.put(key(9), large)).toHaveLength(100_000);
    expect(await smaller.get(key(9))).toBeNull();
  });

  test.each([
    ["cut off", (path: string) => truncate(path, 500)],
    ["empty", (path: string) => truncate(path, 0)],
    [
      "with a flipped bit",
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[700]! ^= 4;
        await writeFile(path, bytes);
      },
    ],
    ["of another format", (path: string) => writeFile(path, "something else entirely")],
  ])("an entry %s is not given out but removed, and can be put again", async (_, damage) => {
    const cache = await openFeatureCache(folder, { byteBudget: 1e6 });
    const put = await cache.put(key(1), features(1));
    await damage(pathOf(key(1)));
    expect(await cache.get(key(1))).toBeNull();
    expect(await entryFiles()).toEqual([]);
    await cache.put(key(1), features(1));
    expect(await cache.get(key(1))).toEqual(put);
  });

  test("a process that dies in the middle of writing leaves no entry; its rest goes when it is old", async () => {
    const program = join(folder, "writer.mjs");
    await writeFile(
      program,
      `const { openFeatureCache } = await import(${JSON.stringify(new URL("feature-cache.ts", import.meta.url).href)});
       const cache = await openFeatureCache(process.argv[2], { byteBudget: 1e9 });
       const features = new Float32Array(2_000_000).fill(1);
       process.send("ready");
       for (let image = 0; ; image++) await cache.put(image.toString(16).padStart(64, "0"), features);`,
    );
    const tsx = fileURLToPath(import.meta.resolve("tsx"));
    const child = fork(program, [folder], { execArgv: ["--import", `file://${tsx}`] });
    await once(child, "message");
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGKILL");
    await once(child, "exit");
    const cache = await openFeatureCache(folder, { byteBudget: 1e9 });
    for (const name of await entryFiles()) {
      if (name.endsWith(".tmp")) continue;
      expect(await cache.get(name.slice(3, 67)), name).toHaveLength(2_000_000);
    }
    const rest = join(folder, "ab.features.x.tmp");
    await writeFile(rest, "half");
    await openFeatureCache(folder, { byteBudget: 1e9 });
    expect(await entryFiles()).toContain("ab.features.x.tmp");
    await utimes(rest, new Date(0), new Date(0));
    await openFeatureCache(folder, { byteBudget: 1e9 });
    expect(await entryFiles()).not.toContain("ab.features.x.tmp");
  });

  test("two caches on one folder evict under each other without an error", async () => {
    const options = { byteBudget: 12_000 };
    const [a, b] = [await openFeatureCache(folder, options), await openFeatureCache(folder, options)];
    const work = async (cache: typeof a, first: number) => {
      for (let image = first; image < first + 40; image++) {
        const put = await cache.put(key(image), features(image));
        const found = await cache.get(key(image));
        if (found) expect(found).toEqual(put);
      }
    };
    await Promise.all([work(a, 0), work(b, 20)]);
    await openFeatureCache(folder, options);
    expect(await totalBytes()).toBeLessThanOrEqual(12_000);
  });

  test("keeps the same entries of a set that is too large for it, and says so once", async () => {
    const told: string[] = [];
    const options = { byteBudget: 6100, onFull: (message: string) => told.push(message) };
    const cache = await openFeatureCache(folder, options);
    for (let round = 0; round < 2; round++) {
      for (let image = 0; image < 5; image++) await cache.put(key(image), features(image));
      const found = await Promise.all([0, 1, 2, 3, 4].map((image) => cache.get(key(image))));
      expect(found.map((entry) => entry !== null)).toEqual([true, true, true, false, false]);
    }
    expect(told).toEqual([expect.stringMatching(/its 6100 bytes are in use; features that find no room/)]);
  });

  test("a disk without room is no error: features come back as they would from an entry", async () => {
    const script = `
      import { openFeatureCache } from ${JSON.stringify(new URL("feature-cache.ts", import.meta.url).href)};
      const cache = await openFeatureCache(${JSON.stringify(folder)}, { byteBudget: 1e9, onFull: console.log });
      const put = await cache.put("ab".repeat(32), new Float32Array(100_000).fill(0.1));
      console.log(put.length, put[0], await cache.get("ab".repeat(32)));`;
    // A limit on file size stands for the disk's end.
    const limited = `ulimit -f 16; exec "$0" --import "$1" --input-type=module -e "$2"`;
    const args = ["-c", limited, process.execPath, import.meta.resolve("tsx"), script];
    const { stdout, stderr } = await runChild("bash", args);
    expect(stderr).toBe("");
    const [told, found] = stdout.trimEnd().split("\n");
    expect(told).toMatch(/^feature cache .*: the disk is full; features that find no room/);
    expect(found).toBe("100000 0.0999755859375 null");
    expect(await entryFiles()).toEqual([]);
  });

  test("refuses numbers that half precision cannot hold", async () => {
    const cache = await openFeatureCache(folder, { byteBudget: 1e6 });
    await expect(cache.put(key(1), Float32Array.of(1, 70_000))).rejects.toThrow(
      /feature 1 is 70000, expected at most 65504/,
    );
    await expect(cache.put(key(1), Float32Array.of(Number.NaN))).rejects.toThrow(/feature 0 is NaN/);
    await expect(cache.get("../../etc/passwd")).rejects.toThrow(/expected 64 hexadecimal digits/);
  });

  test("names the folder where nothing can be written", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(openFeatureCache(join(file, "cache"), { byteBudget: 1 })).rejects.toThrow(
      /feature cache .*file\/cache: a part of the path is a file/,
    );
    const cache = await openFeatureCache(folder, { byteBudget: 1e6 });
    await writeFile(join(folder, key(1).slice(0, 2)), "a file where a folder belongs");
    await expect(cache.put(key(1), features(1))).rejects.toThrow(
      /^feature cache .*: a part of the path is a file \((EEXIST|ENOTDIR)\); expected folders/,
    );
  });
});
