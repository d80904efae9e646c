import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { runsArea } from "../math/rle.ts";
import {
  annotation,
  boxOutline,
  type CocoCase,
  image,
  plain,
  writeCoco as write,
  writePicture,
} from "./coco-cases.fixture.ts";
import { openCocoInstances } from "./coco-instances.ts";
import { openOwnSegmentation } from "./own-segmentation.ts";
import { verifyDataset } from "./verify.ts";

const roots: string[] = [];
afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true }))));

async function writeCoco(...args: Parameters<typeof write>): Promise<string> {
  const root = await write(...args);
  roots.push(root);
  return root;
}

/** Paths of test folders are not the point. */
const without = (root: string, message: string) => message.replaceAll(root, "ROOT");

async function refusal(root: string): Promise<string> {
  const error = await openCocoInstances(root).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return without(root, (error as InputError).message);
}

const changed = (base: CocoCase, at: number, more: Record<string, unknown>): CocoCase => ({
  ...base,
  annotations: base.annotations.map((one, index) => (index === at ? { ...one, ...more } : one)),
});

const trainFile = "ROOT/annotations/instances_train2017.json";

describe("outlines", () => {
  test("leftover parts of one or two points add nothing", async () => {
    const parts = [boxOutline(20, 10, 40, 30), [10, 10, 14, 14], [3, 3]];
    const root = await writeCoco(changed(plain(3), 1, { segmentation: parts }));
    await using dataset = await openCocoInstances(root);
    const areas = [];
    for (const id of dataset.splits.train) {
      const [{ mask }] = await dataset.readAnnotation(id);
      areas.push(runsArea(mask));
    }
    expect(areas).toEqual([1200, 1200]);
  });

  test.each([
    ["some training images", changed(plain(4), 2, { segmentation: [] }), plain(2, 100), "train", 30],
    ["a test image alone", plain(4), changed(plain(2, 100), 1, { segmentation: [] }), "val", 1010],
  ] as const)("a box without an outline in %s is named on opening", async (_, train, tested, split, id) => {
    expect(await refusal(await writeCoco(train, tested))).toMatch(
      new RegExp(
        `^ROOT/annotations/instances_${split}2017\\.json: annotation ${id} at byte \\d+: segmentation is \\[\\], a box without an outline; expected polygons of three points and more, or run lengths$`,
      ),
    );
  });

  test("thin objects, boxes of no area and outlines around no pixel are objects of few pixels or none", async () => {
    const thin = [
      [40, 5, 1, 20],
      [5, 40, 30, 1],
      [50, 10, 0, 0],
    ].map(([x, y, width, height], index) =>
      annotation(900 + index, 1, {
        bbox: [x, y, width, height],
        area: width * height,
        segmentation: [boxOutline(x, y, width, height)],
      }),
    );
    const base = plain(2);
    const root = await writeCoco({ ...base, annotations: [...base.annotations, ...thin] });
    await using dataset = await openCocoInstances(root);
    const annotations = await dataset.readAnnotation("train2017/1");
    expect(annotations.map(({ mask }) => runsArea(mask))).toEqual([1200, 20, 30, 0]);
  });

  test.each([
    [
      "x of point 1 is 1e9",
      [[20, 10, 1e9, 10, 20, 40]],
      /x of point 1 is 1000000000; expected a point in or near the image, whose x runs from 0 to 96$/,
    ],
    [
      "y far below 0",
      [[20, 10, 60, -65, 20, 40]],
      /y of point 1 is -65; expected a point in or near the image, whose y runs from 0 to 64$/,
    ],
    [
      "a zigzag across the image, a million pixels long and more",
      [Array.from({ length: 100_000 }, (_, at) => (at % 2 === 0 ? (at % 4) * 48 : at % 64))],
      /its outline is \d+ pixels long; expected at most 2097152 around one object$/,
    ],
  ])("%s: refused before memory is taken", async (_, segmentation, message) => {
    expect(await refusal(await writeCoco(changed(plain(3), 0, { segmentation })))).toMatch(message);
  });

  test("a box far away, or of negative size, is refused; one that reaches over the border is not", async () => {
    const box = (bbox: number[]) => changed(plain(3), 0, { bbox });
    expect(await refusal(await writeCoco(box([1e12, 10, 40, 30])))).toMatch(
      /annotation 10 at byte \d+: bbox is \[1000000000000,10,40,30\]; expected a box in or near its image of 96 x 64 pixels$/,
    );
    expect(await refusal(await writeCoco(box([20, 10, -4, 30])))).toContain("bbox is [20,10,-4,30]");
    await using dataset = await openCocoInstances(await writeCoco(box([-5, -5, 120, 80])));
    expect(dataset.splits.train).toHaveLength(2);
  });

  test("an image of more pixels than are ever decoded is refused by its stated size", async () => {
    const huge = {
      ...plain(3),
      images: plain(3).images.map((one) => ({ ...one, width: 99_999, height: 99_999 })),
    };
    expect(await refusal(await writeCoco(huge))).toBe(
      `${trainFile}: image 1: 99999 x 99999 pixels; expected whole numbers from 1, at most 67108864 pixels in all`,
    );
    const fraction = { ...plain(3), images: plain(3).images.map((one) => ({ ...one, width: 95.5 })) };
    expect(await refusal(await writeCoco(fraction))).toContain("95.5 x 64 pixels; expected whole numbers");
  });

  test("a picture that its EXIF turns: the stored pixels count, and the message says what happened", async () => {
    const base = plain(3);
    const turned = {
      ...base,
      images: [image(1, "1.jpg", { width: 64, height: 96 }), ...base.images.slice(1)],
    };
    const outline = { segmentation: [boxOutline(10, 20, 30, 40)], bbox: [10, 20, 30, 40] };
    const root = await writeCoco(changed(turned, 0, outline));
    await writePicture(join(root, "train2017", "1.jpg"), 6);
    const { problems } = await verifyDataset("own", root);
    expect(problems.map((problem) => without(root, problem))).toEqual([
      `ROOT/train2017/1.jpg: 96 x 64 pixels; expected 64 x 96 as ${trainFile} says; EXIF orientation 6 turns the picture by a quarter, which annotations of the stored pixels do not`,
    ]);
  });
});

describe("ids and records", () => {
  test("two image ids that name one file are refused; nothing is dropped", async () => {
    const base = plain(4);
    const merged = { ...base, images: [image(1, "f.jpg"), image(2, "f.jpg"), ...base.images.slice(2)] };
    expect(await refusal(await writeCoco(merged))).toBe(
      `${trainFile}: image 1 and image 2 both name f.jpg; expected a file of its own for each`,
    );
  });

  test("files that differ in their extension alone are two images, with ids of their own", async () => {
    const base = plain(4);
    const alike = { ...base, images: [image(1, "a.jpg"), image(2, "a.png"), ...base.images.slice(2)] };
    await using dataset = await openCocoInstances(await writeCoco(alike));
    const { train, validation } = dataset.splits;
    expect([...train, ...validation]).toEqual([
      ...["train2017/a.jpg", "train2017/a.png", "train2017/3", "train2017/4"],
    ]);
    for (const id of train) expect(dataset.summary(id).count).toBe(1);
  });

  test("one annotation id in two images, and ids from 0, lose nothing", async () => {
    const base = plain(3, 0);
    const zero = {
      images: base.images,
      annotations: base.annotations.map((one) => ({ ...one, id: 0, category_id: 0 })),
      categories: [
        { id: 0, name: "thing" },
        { id: 1, name: "stuff" },
      ],
    };
    await using dataset = await openOwnSegmentation(await writeCoco(zero, { ...plain(2, 0), ...zero }));
    expect(dataset.classNames).toEqual(["background", "thing", "stuff"]);
    for (const id of dataset.splits.train) {
      expect((await dataset.readAnnotation(id)).data.filter((label) => label === 1)).toHaveLength(1200);
    }
  });

  test.each([
    [
      "an image id that is listed twice",
      { ...plain(3), images: [image(1, "1.jpg"), image(1, "2.jpg"), image(3, "3.jpg")] },
      /: image 1 is listed twice \(1\.jpg and 2\.jpg\); expected every id once$/,
    ],
    [
      "ids as text",
      { ...plain(3), images: [image("1", "1.jpg")] },
      /: image: "id" is "1"; expected a whole number$/,
    ],
    [
      "an id of a fraction",
      { ...plain(3), images: [image(1.5, "1.jpg")] },
      /: image: "id" is 1\.5; expected a whole number$/,
    ],
    [
      "annotations without ids",
      changed(plain(3), 0, { id: undefined }),
      /: annotation undefined at byte \d+: "id" is undefined; expected a whole number$/,
    ],
    [
      "a category that is listed twice",
      {
        ...plain(3),
        categories: [
          { id: 1, name: "a" },
          { id: 1, name: "b" },
        ],
      },
      /: category 1 is listed twice \(a and b\)/,
    ],
  ])("%s: refused on opening", async (_, train, message) => {
    expect(await refusal(await writeCoco(train))).toMatch(message);
  });

  test("a heading that no annotation names is no class, even under the name of one", async () => {
    const categories = [
      { id: 0, name: "helmet", supercategory: "none" },
      { id: 1, name: "helmet", supercategory: "helmet" },
      { id: 2, name: "vest", supercategory: "helmet" },
    ];
    const root = await writeCoco({ ...plain(3), categories }, { ...plain(2, 100), categories });
    await using dataset = await openOwnSegmentation(root);
    expect(dataset.classNames).toEqual(["background", "helmet", "vest"]);
    expect(new Set((await dataset.readAnnotation("train2017/1")).data)).toEqual(new Set([0, 1]));
    const used = { ...changed(plain(3), 0, { category_id: 0 }), categories };
    await expect(
      openOwnSegmentation(await writeCoco(used, { ...plain(2, 100), categories })),
    ).rejects.toThrow(/"helmet" names classes 1 and 2; expected different names/);
  });
});

describe("file names", () => {
  const named = (name: string): CocoCase => ({
    ...plain(3),
    images: [image(1, name), ...plain(3).images.slice(1)],
  });

  test.each([
    ["two dots within a name", "site_4..crop.jpg", "site_4..crop.jpg"],
    ["a space, a hash and a percent sign", "shot 1 #2 (50%).jpg", "shot 1 #2 (50%).jpg"],
    ["a subfolder", "job_1/1.jpg", "job_1/1.jpg"],
    ["a backslash, as Windows tools write it", "job_1\\1.jpg", "job_1/1.jpg"],
    ["a dot for this folder", "./1.jpg", "1.jpg"],
    ["letters composed in the list and decomposed on disk", "Gr\u00fcn.jpg", "Gru\u0308n.jpg"],
    ["letters decomposed in the list and composed on disk", "Gru\u0308n.jpg", "Gr\u00fcn.jpg"],
    ["both in a subfolder", "Gr\u00fcn/1.jpg", "Gru\u0308n/1.jpg"],
    ["an extension in capitals on disk", "a.jpg", "a.JPG"],
    ["an extension in capitals in the list", "a.JPEG", "a.jpeg"],
  ])("%s: found", async (_, listed, onDisk) => {
    const root = await writeCoco(named(listed), undefined, { [listed]: onDisk });
    await using dataset = await openCocoInstances(root);
    const [id] = dataset.splits.train;
    expect(dataset.imagePath(id)).toBe(join(root, "train2017", onDisk));
    await dataset.verify([id]);
  });

  test.each([
    ["another case", "Frame.jpg", "frame.jpg"],
    ["another extension", "frame.jpeg", "frame.jpg"],
    ["another folder", "job/frame.jpg", "frame.jpg"],
  ])("%s: the near name is told", async (_, listed, onDisk) => {
    const message = await refusal(await writeCoco(named(listed), undefined, { [listed]: onDisk }));
    expect(message).toBe(
      `ROOT/train2017: 1 of 3 files listed in ${trainFile} not found: ${listed} (there is ${onDisk})`,
    );
  });

  test("two files that fit a name are both told", async () => {
    const root = await writeCoco(named("a.jpg"), undefined, { "a.jpg": "a.JPG" });
    await writePicture(join(root, "train2017", "a.Jpg"));
    expect(await refusal(root)).toMatch(
      /^ROOT\/train2017: a\.J\S+ and a\.J\S+ both fit the name a\.jpg; expected one/,
    );
  });

  test.each(["../1.jpg", "job/../../1.jpg", "/etc/1.jpg", "C:\\1.jpg", "..\\1.jpg"])(
    "%s leaves the folder: refused",
    async (name) => {
      const root = await writeCoco(plain(3));
      const path = join(root, "annotations", "instances_train2017.json");
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replace('"1.jpg"', JSON.stringify(name)));
      expect(await refusal(root)).toBe(
        `${trainFile}: image 1: file_name ${name} leaves its folder; expected a path inside it`,
      );
    },
  );

  test.each([
    ["   ", /"file_name" is blank/],
    ["a\u0000.jpg", /"file_name" has U\+0000/],
    ["a\ud800.jpg", /"file_name" has U\+D800, half of a surrogate pair/],
  ])("%j is refused", async (name, message) => {
    const root = await writeCoco(plain(3));
    const path = join(root, "annotations", "instances_train2017.json");
    await writeFile(path, (await readFile(path, "utf8")).replace('"1.jpg"', JSON.stringify(name)));
    expect(await refusal(root)).toMatch(message);
  });
});

describe("text", () => {
  const path = (root: string) => join(root, "annotations", "instances_train2017.json");
  const umlaut = { ...plain(3), images: [image(1, "Stra\u00dfe.jpg"), ...plain(3).images.slice(1)] };

  test("marked UTF-16 is read as the same records, UTF-8 may have a mark", async () => {
    const root = await writeCoco(umlaut);
    const text = await readFile(path(root), "utf8");
    for (const bytes of [Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, "utf16le")]) {
      await writeFile(path(root), bytes);
      await using dataset = await openCocoInstances(root);
      expect(dataset.splits.train).toEqual(["train2017/Stra\u00dfe", "train2017/2"]);
      expect(runsArea((await dataset.readAnnotation("train2017/2"))[0].mask)).toBe(1200);
    }
  });

  test("another encoding is named with its first foreign byte, not read as other names", async () => {
    const root = await writeCoco(umlaut);
    await writeFile(path(root), await readFile(path(root), "utf8"), "latin1");
    expect(await refusal(root)).toMatch(
      /^ROOT\/annotations\/instances_train2017\.json, from byte \d+: byte \d+ \(0xdf\) is not UTF-8; expected UTF-8 text/,
    );
  });
});
