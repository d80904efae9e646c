/** Masks and lists as tools of other people write them (public reports), in the layout of Pascal VOC. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { vocPalette } from "../contract/index.ts";
import { encodeIndexedPng } from "./indexed-png.ts";
import { createImageLoader, type ImageLoader } from "./loader.ts";
import { openOwnSegmentation } from "./own-segmentation.ts";
import { readAnnotations } from "./read-annotations.ts";
import { verifyDataset } from "./verify.ts";
import { openVoc } from "./voc.ts";

const [width, height] = [32, 24];
const plainIds = ["s0", "s1", "s2", "s3", "s4", "s5"];
const object = (value: number) =>
  Uint8Array.from({ length: width * height }, (_, at) => (at % width > 8 && at % width < 20 ? value : 0));
const lines = (ids: readonly string[]) => ids.map((id) => `${id}\n`).join("");

interface VocCase {
  readonly ids?: readonly string[];
  readonly list?: (ids: readonly string[]) => string | Uint8Array;
  readonly mask?: (id: string) => Uint8Array;
  readonly encode?: (data: Uint8Array) => Buffer;
  readonly classes?: readonly string[] | string | Uint8Array;
}

const grey = (data: Uint8Array) => encodeIndexedPng({ width, height, data });
const roots: string[] = [];
let loader: ImageLoader;
let photograph: Buffer;
beforeAll(async () => {
  loader = createImageLoader({ threads: 1 });
  photograph = await sharp({ create: { width, height, channels: 3, background: "#08f" } })
    .jpeg()
    .toBuffer();
});
afterAll(async () => {
  await loader[Symbol.asyncDispose]();
  await Promise.all(roots.map((root) => rm(root, { recursive: true })));
});

async function writeVoc({
  ids = plainIds,
  list = lines,
  mask = () => object(1),
  encode = grey,
  classes = ["background", "thing"],
}: VocCase = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "voc-case-"));
  roots.push(root);
  const lists = join(root, "ImageSets", "Segmentation");
  for (const folder of [lists, join(root, "JPEGImages"), join(root, "SegmentationClass")]) {
    await mkdir(folder, { recursive: true });
  }
  await writeFile(join(lists, "train.txt"), list(ids.slice(0, 4)));
  await writeFile(join(lists, "val.txt"), list(ids.slice(4)));
  for (const id of ids) {
    await writeFile(join(root, "JPEGImages", `${id}.jpg`), photograph);
    await writeFile(join(root, "SegmentationClass", `${id}.png`), encode(mask(id)));
  }
  const isBytes = typeof classes === "string" || classes instanceof Uint8Array;
  await writeFile(join(root, "classes.txt"), isBytes ? classes : lines(classes));
  return root;
}

async function problemsOf(root: string, id: "own" | "voc2012" = "own") {
  const warnings: string[] = [];
  const tell = (message: string) => void warnings.push(message.replaceAll(root, "ROOT"));
  const { problems } = await verifyDataset(id, root, { onWarning: tell });
  return { problems: problems.map((problem) => problem.replaceAll(root, "ROOT")), warnings };
}

describe("lists of ids", () => {
  test.each([
    [
      "marked UTF-16 with CRLF",
      plainIds,
      (ids: readonly string[]) => Buffer.from(`\ufeff${ids.join("\r\n")}`, "utf16le"),
    ],
    [
      "a mark, CRLF and trailing blanks",
      plainIds,
      (ids) => `\ufeff${ids.map((id) => `${id}  \r\n`).join("")}`,
    ],
    ["bare CR", plainIds, (ids) => ids.join("\r")],
    ["file names of images", plainIds, (ids) => lines(ids.map((id) => `${id}.jpg`))],
    [
      "spaces within ids, one of which ends as a column would",
      ["shot 0", "shot 1", "shot 2", "a", "b", "c"],
      lines,
    ],
    ["letters beyond ASCII", plainIds.map((id) => `Stra\u00dfe_${id}`), lines],
    ["two dots within ids", plainIds.map((id) => `${id}..x`), lines],
  ] as [string, string[], NonNullable<VocCase["list"]>][])("%s: read", async (_, ids, list) => {
    const root = await writeVoc({ ids, list });
    const dataset = await openOwnSegmentation(root);
    const { train, validation, test: tested } = dataset.splits;
    expect([...train, ...validation, ...tested]).toEqual(ids);
    await readAnnotations(dataset, { loader });
  });

  test("ids composed in the list and decomposed on disk, and the other way round", async () => {
    const ids = plainIds.map((id) => `gr\u00fcn_${id}`);
    const root = await writeVoc({ ids, list: (some) => lines(some.map((id) => id.normalize("NFD"))) });
    await readAnnotations(await openVoc(root), { loader });
  });

  test.each([
    [
      "a second column",
      (ids: readonly string[]) => ids.map((id) => `${id}  1\n`).join(""),
      /train\.txt: "s0 {2}1" has a second column, as the lists of ImageSets.Main; expected one image id a line/,
    ],
    ["an id twice, once as a file name", () => "s0\ns0.jpg\n", /train\.txt: s0 is listed twice/],
    ["a path out of the folder", () => "../s0\n", /train\.txt: "\.\.\/s0" is not an image id/],
    ["a control character", () => "s0\u0007\ns1\n", /train\.txt: an image id has U\+0007/],
    ["a name of nothing visible", () => "\u200b\ns1\n", /train\.txt: an image id is blank/],
    [
      "another encoding",
      () => Buffer.from("Stra\u00dfe\n", "latin1"),
      /train\.txt: byte 5 \(0xdf\) is not UTF-8/,
    ],
    ["another case", () => "S0\ns1\n", /JPEGImages: 1 of 4 files .* not found: S0\.jpg \(there is s0\.jpg\)/],
  ] as [string, NonNullable<VocCase["list"]>, RegExp][])(
    "%s: refused on opening",
    async (_, list, message) => {
      const root = await writeVoc();
      await writeFile(join(root, "ImageSets", "Segmentation", "train.txt"), list(plainIds));
      await expect(openOwnSegmentation(root)).rejects.toThrow(message);
    },
  );

  test.each([".JPG", ".jpeg", ".JPEG"])("photographs may end in %s, masks in capitals", async (extension) => {
    const root = await writeVoc();
    for (const [folder, ending] of [
      ["JPEGImages", extension],
      ["SegmentationClass", ".PNG"],
    ]) {
      for (const name of await readdir(join(root, folder))) {
        await rename(join(root, folder, name), join(root, folder, name.replace(/\.\w+$/, ending)));
      }
    }
    await readAnnotations(await openOwnSegmentation(root), { loader });
  });
});

describe("class lists", () => {
  test("marked UTF-16, CRLF and bare CR are read", async () => {
    for (const classes of [
      Buffer.from("\ufeffbackground\r\ngr\u00fcn\r\n", "utf16le"),
      "background\rgr\u00fcn",
    ]) {
      expect((await openOwnSegmentation(await writeVoc({ classes }))).classNames).toEqual([
        "background",
        "gr\u00fcn",
      ]);
    }
  });

  test.each([
    ["a control character", "background\na\u0007\n", /classes\.txt: the name of class 1 has U\+0007/],
    ["a name of nothing visible", "background\n\u200b\n", /classes\.txt: the name of class 1 is blank/],
    [
      "one name in two normal forms",
      "gr\u00fcn\ngru\u0308n\n",
      /names classes 0 and 1; expected different names/,
    ],
    [
      "another encoding",
      Buffer.from("background\ngr\u00fcn\n", "latin1"),
      /classes\.txt: byte 14 \(0xfc\) is not UTF-8/,
    ],
  ])("%s: refused", async (_, classes, message) => {
    await expect(openOwnSegmentation(await writeVoc({ classes }))).rejects.toThrow(message);
  });
});

describe("masks, all of them read before anything is computed", () => {
  test("the object marked with 255 in every mask", async () => {
    const { problems } = await problemsOf(await writeVoc({ mask: () => object(255) }));
    expect(problems).toEqual([
      "ROOT: the pixels of 3 training masks are 0 and 255 alone, and 255 means no label; expected class indices, 0 to 1: an object marked with 255 has to be given its class",
    ]);
    const bilevel = (data: Uint8Array) => encodeIndexedPng({ width, height, data }, { bitDepth: 1 });
    expect(await problemsOf(await writeVoc({ encode: bilevel }))).toEqual({ problems: [], warnings: [] });
  });

  test.each([
    ["train", ["s0", "s1", "s2", "s3"], 3],
    ["validation", ["s3"], 1],
    ["test", ["s4", "s5"], 2],
  ])("no labelled pixel in %s", async (split, empty, count) => {
    const mask = (id: string) => (empty.includes(id) ? new Uint8Array(width * height).fill(255) : object(1));
    const { problems } = await problemsOf(await writeVoc({ mask }));
    expect(problems).toEqual([
      `ROOT: none of ${count} ${split} masks has a labelled pixel, all are 255 (no label); expected class indices`,
    ]);
  });

  test("background alone", async () => {
    const { problems } = await problemsOf(await writeVoc({ mask: () => object(0) }));
    expect(problems[0]).toContain(
      "masks are 0 (background) alone; expected class indices, 0 to 1, of two classes",
    );
  });

  test("listed classes in no mask, and in test masks alone, are told", async () => {
    const classes = ["background", "thing", "nowhere", "late"];
    const mask = (id: string) => object(id === "s5" ? 3 : 1);
    expect(await problemsOf(await writeVoc({ classes, mask }))).toEqual({
      problems: [],
      warnings: [
        "ROOT: in no mask: classes 2 (nowhere); expected each in a mask, or not in the list",
        "ROOT: in no training mask: classes 3 (late); they are measured and never learned",
      ],
    });
  });

  test("a label that no class has, in one mask: the pixel is named, the others are read too", async () => {
    const mask = (id: string) => object(id === "s1" || id === "s4" ? 7 : 1);
    const { problems } = await problemsOf(await writeVoc({ mask }));
    expect(problems).toEqual(
      ["s1", "s4"].map(
        (id) =>
          `ROOT/SegmentationClass/${id}.png: class index 7 at x 9, y 0; expected 0 to 1, or 255 for no label`,
      ),
    );
  });
});

describe("palettes of VOC's masks", () => {
  const palette = vocPalette();
  const colours = (...indices: number[]) =>
    Uint8Array.from(indices.flatMap((index) => [...palette.subarray(3 * index, 3 * index + 3)]));
  const withPalette = (own: Uint8Array) => (data: Uint8Array) =>
    encodeIndexedPng({ width, height, data }, { palette: own });
  const encoded = (own: Uint8Array) => writeVoc({ encode: withPalette(own) });

  test("VOC's own, a ramp of grey, and none at all are taken", async () => {
    const ramp = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
    for (const root of [await encoded(palette), await encoded(ramp), await writeVoc()]) {
      expect((await problemsOf(root, "voc2012")).problems).toEqual([]);
    }
  });

  test("one that an editor reordered is refused, naming the label that the colour stands for", async () => {
    const { problems } = await problemsOf(await encoded(colours(0, 15, 255)), "voc2012");
    expect(problems).toHaveLength(6);
    expect(problems[0]).toBe(
      "ROOT/SegmentationClass/s0.png: index 1 (aeroplane) has the colour (192, 128, 128), VOC's of index 15 (person); expected (128, 0, 0), VOC's palette: indices are the labels, and an editor that reorders colours changes them",
    );
  });

  test("one of other colours, and one that lacks a colour in use, are refused", async () => {
    const other = (await problemsOf(await encoded(Uint8Array.of(0, 0, 0, 1, 2, 3)), "voc2012")).problems[0];
    expect(other).toContain("index 1 (aeroplane) has the colour (1, 2, 3); expected (128, 0, 0)");
  });

  test("of own classes colours are the user's, but the same in all masks", async () => {
    expect((await problemsOf(await encoded(colours(0, 15, 255)))).problems).toEqual([]);
    const root = await writeVoc({ encode: withPalette(colours(0, 15)) });
    const reordered = withPalette(colours(0, 3))(object(1));
    await writeFile(join(root, "SegmentationClass", "s4.png"), reordered);
    const { problems } = await problemsOf(root);
    expect(problems).toEqual([
      expect.stringMatching(
        /^ROOT\/SegmentationClass\/s4\.png: index 1 has the colour \(128, 128, 0\), in ROOT\/SegmentationClass\/s0\.png \(192, 128, 128\); expected one colour an index/,
      ),
    ]);
  });
});
