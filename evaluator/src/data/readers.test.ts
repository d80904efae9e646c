import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { vocPalette } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { generateScenes } from "../scenes/generate.ts";
import { openCocoInstances } from "./coco-instances.ts";
import { cocoStuffClasses, openCocoStuff } from "./coco-stuff.ts";
import { cocoStuffClassNames, cocoStuffClassOfValue } from "./coco-stuff-classes.ts";
import { checkExpectedSample } from "./expected-sample.ts";
import { encodeIndexedPng, readIndexedPng } from "./indexed-png.ts";
import { encodeMat5 } from "./mat5.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";
import { openVoc } from "./voc.ts";

let folder: string;
let pristine: string;
let copies = 0;

/** A copy of the scenes to damage. */
async function copyOf(part: "voc" | "coco" | "nyu"): Promise<string> {
  const root = join(folder, `${part}-${copies++}`);
  await cp(join(pristine, part), root, { recursive: true });
  return root;
}

async function expectRefused(opening: Promise<unknown>, message: RegExp): Promise<void> {
  await expect(opening).rejects.toThrow(message);
  await expect(opening).rejects.toBeInstanceOf(InputError);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readers-"));
  pristine = join(folder, "scenes");
  await generateScenes({ out: pristine, images: 4, seed: 1 });
});
afterAll(() => rm(folder, { recursive: true }));

describe("VOC layout", () => {
  test("missing paths and parts", async () => {
    await expectRefused(
      openVoc(join(folder, "nowhere")),
      /nowhere: not found; expected a folder with VOCdevkit/,
    );
    await expectRefused(openVoc(join(pristine, "nyu")), /nyu: no ImageSets folder/);
    const root = await copyOf("voc");
    const devkit = join(root, "VOCdevkit", "VOC2012");
    await rm(join(devkit, "SegmentationClass", "2012_000002.png"));
    await expectRefused(
      openVoc(root),
      /SegmentationClass: 1 of 4 files listed in .* not found: 2012_000002\.png/,
    );
    await rm(join(devkit, "ImageSets", "Segmentation", "val.txt"));
    await expectRefused(openVoc(root), /val\.txt: not found; expected a list of image ids/);
  });

  test("split files that name an image twice, in both lists, or by a path", async () => {
    const root = await copyOf("voc");
    const list = join(root, "VOCdevkit", "VOC2012", "ImageSets", "Segmentation", "train.txt");
    await writeFile(list, "2012_000001\n2012_000001\n");
    await expectRefused(openVoc(root), /2012_000001 is listed twice/);
    await writeFile(list, "2012_000001\n2012_000004\n");
    await expectRefused(openVoc(root), /2012_000004 is in val\.txt too/);
    await writeFile(list, "../2012_000001\n");
    await expectRefused(openVoc(root), /is not an image id/);
    await writeFile(list, "\n");
    await expectRefused(openVoc(root), /no image ids/);
  });

  test("an unknown class index, a mask of another size, a truncated mask", async () => {
    const root = await copyOf("voc");
    const mask = join(root, "VOCdevkit", "VOC2012", "SegmentationClass", "2012_000001.png");
    const map = await readIndexedPng(mask);
    map.data[321] = 21;
    await writeFile(mask, encodeIndexedPng(map, { palette: vocPalette() }));
    const dataset = await openVoc(root);
    await expectRefused(
      dataset.readAnnotation("2012_000001"),
      /2012_000001\.png: class index 21 at x 1, y 1; expected 0 to 20, or 255/,
    );
    const small = { width: 8, height: 4, data: new Uint8Array(32) };
    await writeFile(mask, encodeIndexedPng(small, { palette: vocPalette() }));
    await expectRefused(
      dataset.verify(["2012_000001"]),
      /8 x 4 pixels; expected 320 x 240 as .*2012_000001\.jpg/,
    );
    await truncate(mask, 50);
    await expectRefused(dataset.verify(["2012_000001"]), /truncated PNG, 50 bytes/);
  });

  test("the fingerprint follows the annotations and the splits, remembered or not", async () => {
    const root = await copyOf("voc");
    const cacheDirectory = join(folder, "cache");
    const { fingerprint } = await openVoc(root);
    expect((await openVoc(root, { cacheDirectory })).fingerprint).toBe(fingerprint);
    expect((await openVoc(root, { cacheDirectory })).fingerprint).toBe(fingerprint);
    const segmentation = join(root, "VOCdevkit", "VOC2012", "SegmentationClass");
    await cp(join(segmentation, "2012_000001.png"), join(segmentation, "2012_000003.png"));
    expect((await openVoc(root, { cacheDirectory })).fingerprint).not.toBe(fingerprint);
  });

  test("annotations that are as long and as old as those before are others", async () => {
    const root = await copyOf("voc");
    const options = { cacheDirectory: join(folder, "cache") };
    const { fingerprint } = await openVoc(root, options);
    const mask = join(root, "VOCdevkit", "VOC2012", "SegmentationClass", "2012_000001.png");
    const { atime, mtime } = await stat(mask);
    const bytes = await readFile(mask);
    bytes[bytes.length - 1] ^= 1;
    await utimes(mask, atime, mtime);
    const asOld = await openVoc(root, options);
    expect(asOld.fingerprint).toBe(fingerprint);
    await writeFile(mask, bytes);
    await utimes(mask, atime, mtime);
    expect((await openVoc(root, options)).fingerprint).not.toBe(fingerprint);
  });
});

describe("COCO layout", () => {
  const annotations = "annotations/instances_train2017.json";

  async function edited(change: (text: string) => string): Promise<string> {
    const root = await copyOf("coco");
    const path = join(root, annotations);
    await writeFile(path, change(await readFile(path, "utf8")));
    return root;
  }

  test("damaged and incomplete annotation files", async () => {
    await expectRefused(
      openCocoInstances(join(pristine, "voc")),
      /has no annotations.instances_train2017\.json/,
    );
    await expectRefused(
      openCocoInstances(await edited((text) => text.slice(0, text.length / 2))),
      /JSON ends after \d+ bytes inside an object or list; expected a whole file/,
    );
    await expectRefused(openCocoInstances(await edited(() => "[]")), /0 images and 0 categories/);
    await expectRefused(
      openCocoInstances(await edited(() => "<!DOCTYPE html><title>Moved</title>")),
      /instances_train2017\.json: is a web page \(HTML\); expected a COCO instances file/,
    );
    await expectRefused(
      openCocoInstances(await edited(() => "version https://git-lfs.github.com/spec/v1\nsize 12\n")),
      /instances_train2017\.json: is a Git LFS pointer to 12 bytes that were not downloaded/,
    );
    await expectRefused(
      openCocoInstances(await edited((text) => text.replace('"image_id":', '"image_id":9'))),
      /annotation at byte \d+: image_id 9\d is none of the file's 3 images/,
    );
    await expectRefused(
      openCocoInstances(await edited((text) => text.replace(/"category_id":\d+/, '"category_id":12'))),
      /category_id 12 is unknown; expected one of the file's 80 categories/,
    );
    await expectRefused(
      openCocoInstances(await edited((text) => text.replace(/"bbox":\[[^\]]*\]/, '"bbox":[1,2]'))),
      /bbox is \[1,2\]; expected \[x, y, width, height\]/,
    );
    await expectRefused(
      openCocoInstances(await edited((text) => text.replace('"000000000001.jpg"', '"000000000009.jpg"'))),
      /train2017: 1 of 3 files listed in .*instances_train2017\.json not found: 000000000009\.jpg/,
    );
  });

  test("reads annotations by offset whatever the white space and the text around them", async () => {
    await using plain = await openCocoInstances(join(pristine, "coco"));
    const spaced = await edited((text) => {
      const parsed = JSON.parse(text);
      parsed.info.description = 'quotes \\" and } ] brackets';
      return JSON.stringify({ annotations: parsed.annotations, ...parsed }, null, 3);
    });
    await using other = await openCocoInstances(spaced);
    for (const id of plain.splits.train) {
      expect(await other.readAnnotation(id)).toEqual(await plain.readAnnotation(id));
    }
    expect(other.fingerprint).not.toBe(plain.fingerprint);
  });

  test("segmentations that don't fit their image are found on opening, wherever the list of images stands", async () => {
    for (const [segmentation, message] of [
      ["[]", /annotation 100 at byte \d+: segmentation is \[\], a box without an outline/],
      ["[[1,2,3,4]]", /segmentation is 1 parts of one or two points, a box without an outline/],
      [
        "[[1,2,3,4,5]]",
        /polygon 0 of 1 is not usable, it has 5 numbers; expected \[x0, y0, x1, y1, x2, y2, \.\.\.\]/,
      ],
      ["null", /has no segmentation/],
      ['{"counts":[1,2],"size":[4,5]}', /mask size is \[4,5\]; expected \[480, 640\]/],
      ['{"counts":[1,2],"size":[640,480]}', /expected \[480, 640\], .* of its image, in this order/],
      ['{"counts":[1,2],"size":[480,640]}', /runs sum to 3, expected 480 x 640/],
      ['{"counts":"S","size":[480,640]}', /run 0 is cut short/],
      [`{"counts":"b'S0'","size":[480,640]}`, /run lengths are "b'S0'"\.\.\., bytes as Python prints them/],
    ] as const) {
      const change = (text: string) =>
        text.replace(/"segmentation":\[\[.*?\]\]/, () => `"segmentation":${segmentation}`);
      await expectRefused(openCocoInstances(await edited(change)), message);
      const annotationsFirst = (text: string) => {
        const { annotations: list, ...rest } = JSON.parse(change(text));
        return JSON.stringify({ annotations: list, ...rest });
      };
      const later = new RegExp(message.source.replace(" at byte \\d+", ""));
      await expectRefused(openCocoInstances(await edited(annotationsFirst)), later);
    }
  });

  test("an image of another size than stated, and an unknown id", async () => {
    const root = await edited((text) => text.replace('"width":640', '"width":639'));
    await using dataset = await openCocoInstances(root);
    await expectRefused(dataset.verify(dataset.splits.train), /640 x 480 pixels; expected 639 x 480 as/);
    expect(() => dataset.summary("train2017/7")).toThrow(/no image train2017\/7; expected one of 4/);
  });
});

describe("COCO-Stuff", () => {
  test("renumbers 171 classes in order", () => {
    expect(cocoStuffClassNames).toHaveLength(171);
    expect([
      cocoStuffClassNames[0],
      cocoStuffClassNames[79],
      cocoStuffClassNames[80],
      cocoStuffClassNames[170],
    ]).toEqual(["person", "toothbrush", "banner", "wood"]);
    expect([0, 16, 89, 91, 181, 11, 90, 255].map((value) => cocoStuffClassOfValue[value])).toEqual([
      0, 15, 79, 80, 170, 255, 255, 255,
    ]);
  });

  test("unused values count as no label and are told; impossible ones are refused", () => {
    const warnings: string[] = [];
    const map = { width: 2, height: 1, data: Uint8Array.of(11, 89) };
    expect([...cocoStuffClasses(map, "a.png", (message) => warnings.push(message)).data]).toEqual([255, 79]);
    expect(warnings).toEqual([expect.stringContaining("a.png: unused values 11 (street sign)")]);
    const wrong = { width: 2, height: 1, data: Uint8Array.of(0, 182) };
    expect(() => cocoStuffClasses(wrong, "a.png")).toThrow(
      "a.png: value 182 at x 1, y 0; expected 0 to 181, or 255",
    );
  });

  test("passes over renumbered copies, refuses them alone, accepts the other parent folder", async () => {
    const root = await copyOf("coco");
    const maps = join(root, "stuffthingmaps", "train2017");
    const { fingerprint } = await openCocoStuff(root);
    await cp(join(maps, "000000000001.png"), join(maps, "000000000001_labelTrainIds.png"));
    expect((await openCocoStuff(root)).fingerprint).toBe(fingerprint);
    await rm(join(root, "annotations"), { recursive: true });
    await rename(join(root, "stuffthingmaps"), join(root, "annotations"));
    expect((await openCocoStuff(root)).splits.test).toEqual(["val2017/000000000004"]);
    const only = join(folder, "renumbered");
    await mkdir(join(only, "stuffthingmaps", "train2017"), { recursive: true });
    await writeFile(join(only, "stuffthingmaps", "train2017", "1_labelTrainIds.png"), "");
    await expectRefused(
      openCocoStuff(only),
      /1_labelTrainIds\.png: labels renumbered to 0-170; expected the original/,
    );
  });
});

describe("NYUv2", () => {
  const mat = "nyu_depth_v2_labeled.mat";
  test("missing and truncated files", async () => {
    await expectRefused(openNyuLabelled(join(pristine, "voc")), /has no nyu_depth_v2_labeled\.mat/);
    const root = await copyOf("nyu");
    await truncate(join(root, mat), 100_000);
    await expectRefused(openNyuLabelled(root), /truncated, 100000 bytes; expected \d{7}/);
    await writeFile(join(root, mat), "no HDF5");
    await expectRefused(openNyuLabelled(root), /7 bytes that are not HDF5/);
    await rm(join(root, "splits.mat"));
    await cp(join(pristine, "nyu", mat), join(root, mat));
    await expectRefused(openNyuLabelled(root), /splits\.mat: not found/);
  });

  test("splits that don't fit the frames", async () => {
    const root = await copyOf("nyu");
    const path = join(root, "splits.mat");
    for (const [splits, message] of [
      [{ trainNdxs: [1, 2, 9], testNdxs: [4] }, /"trainNdxs" has frame 9; expected 1 to 4/],
      [{ trainNdxs: [1, 2, 3], testNdxs: [3] }, /frame 3 is in trainNdxs and testNdxs/],
      [{ trainNdxs: [1, 2, 3] }, /no array "testNdxs" \(found trainNdxs\)/],
      [{ trainNdxs: [1, 2, 3], testNdxs: [] }, /testNdxs is empty/],
    ] as const) {
      await writeFile(path, encodeMat5(splits as Record<string, readonly number[]>));
      await expectRefused(openNyuLabelled(root), message);
    }
    await truncate(path, 140);
    await expectRefused(openNyuLabelled(root), /damaged MATLAB v5 file of 140 bytes/);
    await writeFile(path, "MATLAB");
    await expectRefused(openNyuLabelled(root), /not a MATLAB v5 file/);
  });
});

describe("expected values of a sample", () => {
  test("are compared one by one, and a wrong one fails", async () => {
    const root = await copyOf("voc");
    const dataset = await openVoc(root);
    const image = await dataset.readImage("2012_000001");
    const at = (image.width * 2 + 3) * 3;
    const probe = { x: 3, y: 2, rgb: [...image.data.subarray(at, at + 3)] };
    const expected = {
      class_names: dataset.classNames,
      splits: { train: ["2012_000001", "2012_000002", "2012_000003"], val: ["2012_000009"] },
      images: {},
      total_histogram: {},
      probes: [probe],
    };
    await writeFile(join(root, "expected.json"), JSON.stringify(expected));
    const checks = await checkExpectedSample(root);
    expect(checks.map(({ name, passed }) => [name, passed])).toEqual([
      ["class names", true],
      ["split train", true],
      ["split val", false],
      ["labels of all images", true],
    ]);
    expect(checks[2].detail).toBe('found ["2012_000004"], expected ["2012_000009"]');
    await expectRefused(checkExpectedSample(folder), /no expected\.json/);
  });
});
