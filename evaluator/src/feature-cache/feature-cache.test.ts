import { mkdir, mkdtemp, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runChild } from "../setup/child-process.ts";
import { features, filesIn, get, key, put, totalBytes } from "./cache.fixture.ts";
import { openFeatureCache } from "./feature-cache.ts";
import { cachedBytes } from "./shard-files.ts";
import { entryBytes, rowBytes } from "./shard-index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "features-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Puts each image into a shard of its own. */
const alone = { shardBytes: 1 };
const roomy = { byteBudget: 1e6 };

/** Makes the shards look as if they had been used long ago, the first first. */
async function age(): Promise<void> {
  for (const [place, name] of (await filesIn(folder, ".shard")).entries()) {
    const past = new Date(Date.now() - 1000 * (10_000 - place));
    await utimes(join(folder, name), past, past);
  }
}

async function flip(path: string, byte: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[byte]! ^= 4;
  await writeFile(path, bytes);
}

test("gives back in half precision what was put, to the run that put it too", async () => {
  await using cache = await openFeatureCache(folder, roomy);
  expect(await cache.has(key(1))).toBe(false);
  expect(await get(cache, 1)).toBeNull();
  const given = await put(cache, 1);
  expect(await cache.has(key(1))).toBe(true);
  expect(await get(cache, 1)).toEqual(given);
  for (const [i, value] of features(1).entries()) expect(Math.abs(given[i]! - value)).toBeLessThan(0.005);
  await using reopened = await openFeatureCache(folder, roomy);
  expect(await get(reopened, 1)).toEqual(given);
  expect(await totalBytes(folder)).toBe(entryBytes(1000));
  expect(await cachedBytes(folder)).toBe(entryBytes(1000));
});

test("reads many images at once, in the order asked, and says which are missing", async () => {
  await using cache = await openFeatureCache(folder, roomy);
  const images = [1, 2, 3].map((image) => ({ key: key(image), what: `image ${image}` }));
  const all = Float32Array.from([1, 2, 3].flatMap((image) => [...features(image, 10)]));
  const given = await cache.put(images, all);
  const read = await cache.read([key(3), null, key(1), key(9), key(1)], 10);
  expect(read.missing).toEqual([1, 3]);
  const [first, , third] = [0, 10, 20].map((start) => given.subarray(start, start + 10));
  const nothing = new Float32Array(10);
  expect([...read.features]).toEqual([third, nothing, first, nothing, first].flatMap((part) => [...part!]));
  // An entry of another length is not what was asked for.
  expect((await cache.read([key(1)], 11)).missing).toEqual([0]);
});

test("stays within the byte budget and drops the least recently used shards first", async () => {
  const options = { byteBudget: 5 * entryBytes(1000), ...alone };
  {
    await using cache = await openFeatureCache(folder, options);
    for (let image = 0; image < 5; image++) await put(cache, image);
  }
  await age();
  await using cache = await openFeatureCache(folder, options);
  expect(await cache.has(key(0))).toBe(true);
  await put(cache, 5);
  expect(await totalBytes(folder)).toBeLessThanOrEqual(options.byteBudget);
  expect(await cache.has(key(1))).toBe(false);
  expect(await get(cache, 0)).not.toBeNull();
  expect(await get(cache, 5)).not.toBeNull();
});

test("shrinks to a smaller budget when it is opened, and never stores what exceeds it alone", async () => {
  {
    await using cache = await openFeatureCache(folder, { ...roomy, ...alone });
    for (let image = 0; image < 5; image++) await put(cache, image);
  }
  await using smaller = await openFeatureCache(folder, { byteBudget: 4200 });
  expect(await totalBytes(folder)).toBeLessThanOrEqual(4200);
  expect(await put(smaller, 9, 100_000)).toHaveLength(100_000);
  expect(await get(smaller, 9, 100_000)).toBeNull();
});

test.each([
  ["a shard that is cut off", ".shard", (path: string) => truncate(path, 2500)],
  ["a shard that is empty", ".shard", (path: string) => truncate(path, 0)],
  ["a flipped bit in the payload", ".shard", (path: string) => flip(path, 2700)],
  ["another file in its place", ".shard", (path: string) => writeFile(path, "something else entirely")],
  ["no shard at all", ".shard", (path: string) => rm(path)],
  ["a flipped bit in the index", ".index", (path: string) => flip(path, rowBytes + 3)],
  ["an index that is cut off", ".index", (path: string) => truncate(path, 2 * rowBytes - 1)],
])("%s: what is damaged is not given out, and can be put again", async (_, extension, damage) => {
  const given: Float32Array[] = [];
  {
    await using cache = await openFeatureCache(folder, roomy);
    for (const image of [0, 1]) given.push(await put(cache, image));
  }
  const [file] = await filesIn(folder, extension);
  await damage(join(folder, file!));
  for (const repeat of [0, 1]) {
    // The second opening finds the damaged entry and the one that was put again.
    await using cache = await openFeatureCache(folder, roomy);
    expect(await get(cache, 1)).toEqual(repeat === 0 ? null : given[1]);
    if (repeat === 1) continue;
    expect(await put(cache, 1)).toEqual(given[1]);
    expect(await get(cache, 1)).toEqual(given[1]);
  }
});

test("an entry beside a damaged one is whole", async () => {
  await using cache = await openFeatureCache(folder, roomy);
  const given = await put(cache, 0);
  await put(cache, 1);
  await flip(join(folder, (await filesIn(folder, ".shard"))[0]!), 2700);
  await flip(join(folder, (await filesIn(folder, ".index"))[0]!), rowBytes + 50);
  await using reopened = await openFeatureCache(folder, roomy);
  expect([await get(reopened, 0), await get(reopened, 1)]).toEqual([given, null]);
});

test("105,000 images make some hundred files", async () => {
  // As many entries a shard as 300 kB have in 512 MiB.
  const shardBytes = 1780 * 2 * 4;
  await using cache = await openFeatureCache(folder, { byteBudget: 1e9, shardBytes });
  const group = 500;
  for (let first = 0; first < 105_000; first += group) {
    const images = Array.from({ length: group }, (_, at) => ({ key: key(first + at), what: "" }));
    await cache.put(images, new Float32Array(4 * group).fill(first / group));
  }
  expect((await filesIn(folder)).length).toBeLessThan(200);
  await using reopened = await openFeatureCache(folder, { byteBudget: 1e9 });
  const { features: found, missing } = await reopened.read([key(0), key(104_999)], 4);
  expect(missing).toEqual([]);
  expect([found[0], found[7]]).toEqual([0, 209]);
});

test("two openings of one folder evict under each other without an error, and see each other's entries", async () => {
  const options = { byteBudget: 12_000, ...alone };
  await using a = await openFeatureCache(folder, options);
  await using b = await openFeatureCache(folder, options);
  const work = async (cache: typeof a, first: number) => {
    for (let image = first; image < first + 40; image++) {
      const given = await put(cache, image);
      const found = await get(cache, image);
      if (found) expect(found).toEqual(given);
    }
  };
  await Promise.all([work(a, 0), work(b, 20)]);
  await using reopened = await openFeatureCache(folder, options);
  expect(await totalBytes(folder)).toBeLessThanOrEqual(12_000);
  const kept = await Promise.all(Array.from({ length: 60 }, (_, image) => reopened.has(key(image))));
  expect(kept).toContain(true);
});

test("keeps the same entries of a set that is too large for it, and says so once", async () => {
  const told: string[] = [];
  const onFull = (message: string) => told.push(message);
  for (let opening = 0; opening < 2; opening++) {
    await using cache = await openFeatureCache(folder, { byteBudget: 6200, onFull });
    for (let image = 0; image < 5; image++) if (!(await cache.has(key(image)))) await put(cache, image);
    const found = await Promise.all([0, 1, 2, 3, 4].map((image) => get(cache, image)));
    expect(found.map((entry) => entry !== null)).toEqual([true, true, true, false, false]);
    expect(told).toHaveLength(opening + 1);
  }
  expect(told[0]).toMatch(/its 6200 bytes are in use; features that find no room/);
});

test("a disk without room is no error: features come back as they would from an entry", async () => {
  const script = `
    import { openFeatureCache } from ${JSON.stringify(new URL("feature-cache.ts", import.meta.url).href)};
    const cache = await openFeatureCache(${JSON.stringify(folder)}, { byteBudget: 1e9, onFull: console.log });
    const image = { key: "ab".repeat(32), what: "an image" };
    const put = await cache.put([image], new Float32Array(100_000).fill(0.1));
    console.log(put.length, put[0], await cache.has(image.key));
    await cache[Symbol.asyncDispose]();`;
  // A limit on file size stands for the disk's end.
  const limited = `ulimit -f 16; exec "$0" --import "$1" --input-type=module -e "$2"`;
  const args = ["-c", limited, process.execPath, import.meta.resolve("tsx"), script];
  const { stdout, stderr } = await runChild("bash", args);
  expect(stderr).toBe("");
  const [told, found] = stdout.trimEnd().split("\n");
  expect(told).toMatch(/^feature cache .*: the disk is full; features that find no room/);
  expect(found).toBe("100000 0.0999755859375 false");
  expect(await filesIn(folder)).toEqual([]);
});

test("refuses numbers that half precision cannot hold", async () => {
  await using cache = await openFeatureCache(folder, roomy);
  const image = (what: string) => ({ key: key(1), what });
  await expect(cache.put([image("image 7")], Float32Array.of(1, 70_000))).rejects.toThrow(
    "image 7: feature 1 is 70000; expected finite features of at most 65504",
  );
  const pair = [image("the first"), image("the second")];
  await expect(cache.put(pair, Float32Array.of(1, 2, Number.NaN, 3))).rejects.toThrow(
    "the second: feature 0 is NaN",
  );
  await expect(cache.has("../../etc/passwd")).rejects.toThrow(/expected 64 hexadecimal digits/);
});

test("names the folder where nothing can be written", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(openFeatureCache(join(file, "cache"), { byteBudget: 1 })).rejects.toThrow(
    /feature cache .*file\/cache: a part of the path is a file/,
  );
  const inner = join(folder, "cache");
  await using cache = await openFeatureCache(inner, roomy);
  await rm(inner, { recursive: true });
  await writeFile(inner, "a file where the folder was");
  await expect(put(cache, 1)).rejects.toThrow(
    /^feature cache .*: a part of the path is a file \((EEXIST|ENOTDIR)\); expected folders/,
  );
});

test("removes entries of the former format, and nothing else", async () => {
  await mkdir(join(folder, "ab"));
  await mkdir(join(folder, "cd"));
  const former = `${"ab".repeat(32)}.features`;
  await writeFile(join(folder, "ab", former), "");
  await writeFile(join(folder, "ab", `${former}.00000000-0000-0000-0000-000000000000.tmp`), "");
  await writeFile(join(folder, "cd", "my.features"), "");
  await using _ = await openFeatureCache(folder, roomy);
  expect(await filesIn(folder)).toEqual(["cd"]);
  expect(await filesIn(join(folder, "cd"))).toEqual(["my.features"]);
});
