import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCocoInstances } from "../data/coco-instances.ts";
import { openCocoStuff } from "../data/coco-stuff.ts";
import type { Dataset } from "../data/dataset.ts";
import { openNyuLabelled } from "../data/nyu-labelled.ts";
import { openVoc } from "../data/voc.ts";
import { maskFromRuns, runsFromPolygon } from "../math/rle.ts";
import { generateScenes } from "./generate.ts";
import { sampleScene } from "./layout.ts";
import { traceOutlines } from "./outline.ts";
import { renderScene } from "./render.ts";

const images = 5;
let folder: string;
let scenes: string;

async function hashes(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(root.length)] = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  }
  return found;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scenes-"));
  scenes = join(folder, "first");
  const outcome = await generateScenes({ out: scenes, images, seed: 7 });
  expect(outcome.state).toBe("written");
});
afterAll(() => rm(folder, { recursive: true }));

describe("generated scenes", () => {
  test("are the same bytes for the same seed, and others for another", async () => {
    await generateScenes({ out: join(folder, "second"), images, seed: 7 });
    await generateScenes({ out: join(folder, "other"), images: 4, seed: 8 });
    const first = await hashes(scenes);
    expect(Object.keys(first)).toHaveLength(images * 5 + 3 + 2 + 2 + 4);
    expect(await hashes(join(folder, "second"))).toEqual(first);
    const other = await hashes(join(folder, "other"));
    for (const name of Object.keys(other).filter((path) => path.endsWith(".jpg"))) {
      expect(Object.values(first)).not.toContain(other[name]);
    }
  });

  test("are not written again, nor over anything else", async () => {
    expect((await generateScenes({ out: scenes, images, seed: 7 })).state).toBe("already there");
    await expect(generateScenes({ out: scenes, images, seed: 9 })).rejects.toThrow(
      /holds scenes of seed 7, 5 images .*expected an empty folder, or seed 9/,
    );
    await writeFile(join(folder, "note.txt"), "mine");
    await expect(generateScenes({ out: folder, images, seed: 7 })).rejects.toThrow(/holds \d other files/);
    await expect(generateScenes({ out: join(folder, "x"), images: 3, seed: 7 })).rejects.toThrow(
      "number of images is 3; expected a whole number from 4 to 5000",
    );
    await expect(generateScenes({ out: join(folder, "x"), images, seed: 0.5 })).rejects.toThrow(
      "seed is 0.5",
    );
  });

  test.each([
    ["voc2012", openVoc],
    ["nyuv2-labelled", openNyuLabelled],
    ["coco2017", openCocoInstances],
    ["coco-stuff164k", openCocoStuff],
  ] as const)("%s is read from them", async (id, open) => {
    await using dataset: Dataset<unknown> = await open(scenes);
    const { train, validation, test: tested } = dataset.splits;
    const all = [...train, ...validation, ...tested];
    expect([dataset.id, dataset.distribution]).toEqual([id, "scenes"]);
    expect(new Set(all).size).toBe(images);
    expect([validation.length, tested.length]).toEqual([1, 1]);
    await dataset.verify(all);
    for (const name of all) {
      const image = await dataset.readImage(name);
      expect(image.data.length).toBe(image.width * image.height * 3);
      expect(await dataset.readAnnotation(name)).toBeDefined();
    }
    await using again: Dataset<unknown> = await open(scenes);
    expect(again.fingerprint).toBe(dataset.fingerprint);
  });

  test("agree with what was rendered", async () => {
    const scene = sampleScene(7, 0);
    const image = renderScene(scene);
    const nyu = await openNyuLabelled(scenes);
    expect(Buffer.from((await nyu.readImage("0001")).data).equals(image.rgb)).toBe(true);
    const depth = await nyu.readAnnotation("0001");
    expect(depth.depthMeters.every((meters, pixel) => meters === image.depthMeters[pixel])).toBe(true);
    const raw = await openNyuLabelled(scenes, { depthSource: "rawDepths" });
    const { depthMeters } = await raw.readAnnotation("0001");
    const known = depthMeters.filter((depth, pixel) => depth === image.depthMeters[pixel]).length;
    expect(known + depthMeters.filter((depth) => depth === 0).length).toBe(640 * 480);
    expect(known).toBeGreaterThan(0.8 * 640 * 480);
    const coco = await openCocoInstances(scenes);
    const annotations = await coco.readAnnotation("train2017/000000000001");
    for (const { mask, isCrowd, categoryId } of annotations) {
      expect(isCrowd).toBe(false);
      const pixels = maskFromRuns(mask);
      const right = pixels.filter(
        (set, pixel) =>
          set &&
          image.objectNumber[pixel] > 0 &&
          scene.objects[image.objectNumber[pixel] - 1].kind.cocoId === categoryId,
      ).length;
      // Polygons fill holes (between a chair's slats) and smooth the outline.
      expect(right).toBeGreaterThan(0.6 * pixels.filter((set) => set === 1).length);
    }
    for (const dataset of [nyu, raw, coco]) await dataset[Symbol.asyncDispose]();
  });

  test("nearer things hide farther ones and stand lower in the image", () => {
    const scene = sampleScene(7, 1);
    const { depthMeters, objectNumber, width, height } = renderScene(scene);
    const wrong = depthMeters.findIndex((depth, pixel) => {
      const number = objectNumber[pixel];
      const apart = number > 0 ? Math.abs(depth - scene.objects[number - 1].zMeters) : 0;
      return depth < 0.5 || depth > 10 || apart > 0.13;
    });
    expect(wrong).toBe(-1);
    const column = Array.from({ length: height }, (_, y) => y * width + width - 1).filter(
      (p) => objectNumber[p] === 0,
    );
    const floor = column.slice(-40).map((pixel) => depthMeters[pixel]);
    expect(floor).toEqual([...floor].sort((a, b) => b - a));
  });
});

test("outlines give back the mask, with holes filled and parts apart", () => {
  const rows = ["..........", ".####.....", ".#..#..###", ".####..###", "....#..###", ".......###"];
  const mask = rows.flatMap((row) => [...row].map((cell) => (cell === "#" ? 1 : 0)));
  const polygons = traceOutlines(mask, 6, 10, 0);
  expect(polygons).toHaveLength(2);
  const filled = polygons.map(
    (polygon) => [...maskFromRuns(runsFromPolygon(polygon, 6, 10))].filter(Boolean).length,
  );
  expect(filled).toEqual([13, 12]);
});
