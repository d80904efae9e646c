import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runsFromMask } from "../math/rle.ts";
import { generateScenes } from "../scenes/generate.ts";
import type { InstanceAnnotation } from "./coco-file.ts";
import { encodeIndexedPng } from "./indexed-png.ts";
import { labelsOfInstances, openOwnSegmentation, readClassList } from "./own-segmentation.ts";
import { vocClassNames } from "./voc.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-"));
  await generateScenes({ out: join(folder, "scenes"), images: 4, seed: 6 });
});
afterAll(() => rm(folder, { recursive: true }));

describe("own images", () => {
  test("in VOC layout need a class list and are refused labels beyond it", async () => {
    const root = join(folder, "scenes", "voc");
    await expect(openOwnSegmentation(root)).rejects.toThrow(
      /no classes\.txt; expected the names of its classes/,
    );
    await writeFile(join(root, "classes.txt"), `${vocClassNames.join("\n")}\n`);
    const dataset = await openOwnSegmentation(root);
    expect(dataset.classNames).toEqual(vocClassNames);
    expect(dataset).toMatchObject({ id: "own", distribution: "custom", ownClasses: vocClassNames });
    const labels = await dataset.readAnnotation(dataset.splits.test[0]);
    const highest = Math.max(...[...new Set(labels.data)].filter((label) => label !== 255));
    expect(highest).toBeGreaterThan(0);
    await writeFile(join(root, "classes.txt"), vocClassNames.slice(0, 2).join("\n"));
    const narrow = await openOwnSegmentation(root);
    expect(narrow.fingerprint).not.toBe(dataset.fingerprint);
    await expect(narrow.verify(dataset.splits.test)).rejects.toThrow(/expected 0 to 1, or 255/);
  });

  test("a mask of another size than its image and an empty split are refused", async () => {
    const root = join(folder, "damaged");
    await cp(join(folder, "scenes", "voc"), root, { recursive: true });
    await writeFile(join(root, "classes.txt"), vocClassNames.join("\n"));
    const dataset = await openOwnSegmentation(root);
    const [id] = dataset.splits.test;
    const devkit = join(root, "VOCdevkit", "VOC2012");
    const mask = encodeIndexedPng({ width: 4, height: 2, data: new Uint8Array(8) });
    await writeFile(join(devkit, "SegmentationClass", `${id}.png`), mask);
    await expect(dataset.verify([id])).rejects.toThrow(
      new RegExp(`${id}\\.png: 4 x 2 pixels; expected 320 x 240 as .*${id}\\.jpg`),
    );
    await writeFile(join(devkit, "ImageSets", "Segmentation", "val.txt"), "\n");
    await expect(openOwnSegmentation(root)).rejects.toThrow(/val\.txt: no image ids; expected one a line/);
  });

  test("in COCO layout take their classes from the annotation file", async () => {
    await using dataset = await openOwnSegmentation(join(folder, "scenes", "coco"));
    expect(dataset.classNames).toHaveLength(81);
    expect(dataset.classNames.slice(0, 2)).toEqual(["background", "person"]);
    const labels = await dataset.readAnnotation(dataset.splits.train[0]);
    expect(labels.data.length).toBe(640 * 480);
    expect(new Set(labels.data).size).toBeGreaterThan(1);
    await expect(openOwnSegmentation(join(folder, "scenes"))).rejects.toThrow(
      /neither ImageSets nor annotations/,
    );
  });

  test.each([
    ["an unknown category", "train", /"category_id":\d+/, '"category_id":12', /category_id 12 is unknown/],
    [
      "two meanings of a name",
      "train",
      '"name":"bicycle"',
      '"name":"person"',
      /"person" names classes 1 and 2/,
    ],
    ["an id that comes twice", "train", /"id":90,"name"/, '"id":1,"name"', /category 1 is listed twice/],
    [
      ...["another meaning in the test file", "val", '"name":"bicycle"', '"name":"tricycle"'],
      /instances_val2017\.json: category 2 is "tricycle"; expected "bicycle", as .*instances_train2017\.json says/,
    ],
  ] as const)("in COCO layout with %s are refused", async (_, split, from, to, message) => {
    const root = join(folder, "edited");
    await cp(join(folder, "scenes", "coco"), root, { recursive: true });
    const path = join(root, "annotations", `instances_${split}2017.json`);
    const text = await readFile(path, "utf8");
    expect(text.replace(from, to)).not.toBe(text);
    await writeFile(path, text.replace(from, to));
    await expect(openOwnSegmentation(root)).rejects.toThrow(message);
  });

  test("class lists with gaps or doubles are refused", async () => {
    const path = join(folder, "classes.txt");
    await writeFile(path, "background\n\ncat\n");
    await expect(readClassList(path)).rejects.toThrow("line 2 is empty; expected the name of class 1");
    await writeFile(path, "background\ncat\ncat\n");
    await expect(readClassList(path)).rejects.toThrow('"cat" names classes 1 and 2');
    await writeFile(path, "background\n");
    await expect(readClassList(path)).rejects.toThrow("1 classes; expected 2 to 255");
  });

  test("the first of two overlapping instances wins, crowds give way", () => {
    const instance = (cells: string, categoryId: number, isCrowd: boolean): InstanceAnnotation => ({
      id: 1,
      categoryId,
      isCrowd,
      area: 0,
      box: [0, 0, 0, 0],
      mask: runsFromMask([...cells].map(Number), 1, 5),
    });
    const classes = new Map([
      [7, 1],
      [9, 2],
    ]);
    const annotations = [
      instance("11111", 7, true),
      instance("01100", 9, false),
      instance("00110", 7, false),
    ];
    expect([...labelsOfInstances(annotations, { width: 5, height: 1 }, classes).data]).toEqual([
      255, 2, 2, 1, 255,
    ]);
  });
});
