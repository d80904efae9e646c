import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { depthPng, ownDepthSize, writeOwnDepth } from "./own-depth.fixture.ts";
import { openOwnDepth } from "./own-depth.ts";

const scale = { metresPerUnit: 0.001, maxDepthMetres: 20 };
const ids = Array.from({ length: 15 }, (_, index) => `room${index < 8 ? 1 : 2}/${index + 1}`);
let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-depth-"));
  root = join(folder, "whole");
  await writeOwnDepth(root, ids, scale);
});
afterAll(() => rm(folder, { recursive: true }));

/** The data set with a change. */
async function changed(name: string, change: (root: string) => Promise<unknown>): Promise<string> {
  const copy = join(folder, name);
  await cp(root, copy, { recursive: true });
  await change(copy);
  return copy;
}

test("depths are the stored values in metres, and the last fifth tests", async () => {
  await using dataset = await openOwnDepth(root);
  expect(dataset).toMatchObject({ id: "own-depth", distribution: "custom", range: { maxDepthMeters: 20 } });
  expect(dataset.splits.test).toEqual(ids.slice(12));
  expect(dataset.splits.validation).toEqual([ids[9]]);
  expect(dataset.splits.train).toHaveLength(11);
  const depth = await dataset.readAnnotation(ids[2]);
  expect([depth.width, depth.height]).toEqual([ownDepthSize.width, ownDepthSize.height]);
  expect([...depth.depthMeters.subarray(0, 3)]).toEqual([1.02, 1.021, 1.022].map(Math.fround));
  await dataset.verify(ids);
  expect((await dataset.readImage(ids[0])).width).toBe(ownDepthSize.width);
});

test("lists say what trains and what tests", async () => {
  const listed = await changed("listed", async (copy) => {
    await writeFile(join(copy, "train.txt"), `${ids.slice(3, 7).join("\n")}\n`);
    await writeFile(join(copy, "val.txt"), `${ids.slice(0, 2).join("\n")}\n`);
  });
  await using dataset = await openOwnDepth(listed);
  expect(dataset.splits).toEqual({ train: ids.slice(3, 6), validation: [ids[6]], test: ids.slice(0, 2) });
  const half = await changed("half", (copy) => writeFile(join(copy, "train.txt"), ids[0]));
  await expect(openOwnDepth(half)).rejects.toThrow(
    /one of train\.txt and val\.txt; expected both lists, or neither/,
  );
});

test("another scale or limit is another data set", async () => {
  const fingerprints = await Promise.all(
    [scale, { ...scale, maxDepthMetres: 30 }, { ...scale, metresPerUnit: 0.002 }].map(async (said, index) => {
      const copy = await changed(`scale${index}`, (own) =>
        writeFile(join(own, "depth.json"), JSON.stringify(said)),
      );
      return (await openOwnDepth(copy)).fingerprint;
    }),
  );
  expect(new Set(fingerprints).size).toBe(3);
  expect(fingerprints[0]).toBe((await openOwnDepth(root)).fingerprint);
});

test("what is no depth of its image is refused by name", async () => {
  const map = (copy: string) => join(copy, "depth", `${ids[0]}.png`);
  const problem = async (name: string, change: (copy: string) => Promise<unknown>) => {
    const copy = await changed(name, change);
    const opened = openOwnDepth(copy).then((dataset) => dataset.verify(ids));
    return opened.then(String, String);
  };
  const bytes = new Uint8Array(ownDepthSize.width * ownDepthSize.height);
  const grey = sharp(bytes, { raw: { ...ownDepthSize, channels: 1 } })
    .toColourspace("b-w")
    .png();
  expect(await problem("eight", async (copy) => writeFile(map(copy), await grey.toBuffer()))).toMatch(
    /room1\/1\.png: PNG of colour type \d with 8 bits; expected type 0 \(grey\) with 16 bits/,
  );
  const small = await depthPng(new Uint16Array(8).fill(1000), 4, 2);
  expect(await problem("small", (copy) => writeFile(map(copy), small))).toMatch(
    /4 x 2 pixels; expected 32 x 24/,
  );
  expect(await problem("gone", (copy) => rm(map(copy)))).toMatch(
    /1 of 15 files listed in .* not found: room1\/1\.png/,
  );
  const millimetres = JSON.stringify({ metresPerUnit: 1, maxDepthMetres: 20 });
  expect(await problem("unit", (copy) => writeFile(join(copy, "depth.json"), millimetres))).toMatch(
    /the median depth is 1384; expected metres, 0\.001 to 20: these look like millimetres/,
  );
  expect(await problem("none", (copy) => rm(join(copy, "depth.json")))).toMatch(
    /expected \{ "metresPerUnit": 0\.001/,
  );
  expect(await problem("wrong", (copy) => writeFile(join(copy, "depth.json"), "{}"))).toMatch(
    /2 problems in the depth\.json:\n {2}metresPerUnit: /,
  );
});
