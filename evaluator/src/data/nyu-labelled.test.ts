import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { ready } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { openHdf } from "./hdf-file.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";

const { origin: _, ...files }: Record<string, string> = JSON.parse(
  readFileSync(fileURLToPath(new URL("mat-files.fixture.json", import.meta.url)), "utf8"),
);
const fileOf = (name: string): Buffer => inflateSync(Buffer.from(files[name], "base64"));

let folder: string;
let copies = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nyu-labelled-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Each file in a place of its own: HDF5 takes the same place for the same file. */
async function open(mat: Uint8Array, splits: Uint8Array = fileOf("splits: columns of doubles")) {
  const root = join(folder, `${copies++}`);
  await mkdir(root);
  await writeFile(join(root, "nyu_depth_v2_labeled.mat"), mat);
  await writeFile(join(root, "splits.mat"), splits);
  return openNyuLabelled(root);
}

async function expectRefused(opening: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await opening.then(
    () => null,
    (refusal: unknown) => refusal,
  );
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toContain("\n");
}

const [width, height] = [8, 6];
const places = Array.from({ length: width * height }, (_, at) => [at % width, Math.floor(at / width)]);

/** What the fixture says of a frame, counted from 1. */
function frame(id: string) {
  const n = Number(id) - 1;
  return {
    image: {
      width,
      height,
      data: Uint8Array.from(places.flatMap(([x, y]) => [7 * x + n, 9 * y + n, x + y + 3 * n])),
    },
    depth: {
      width,
      height,
      depthMeters: Float32Array.from(places, ([x, y]) => ((8 + x + 2 * y) / 8) * (1 + n)),
    },
  };
}

async function expectFrames(dataset: Awaited<ReturnType<typeof open>>): Promise<void> {
  for (const id of ["0001", "0004"]) {
    expect(await dataset.readImage(id)).toEqual(frame(id).image);
    expect(await dataset.readAnnotation(id)).toEqual(frame(id).depth);
  }
}

describe("the labelled file as other programs save it", () => {
  test.each([
    "cells",
    "double depth",
    "big-endian depth",
    "images of 64-bit integers",
    "rows first, planes",
    "rows first, channels last",
    "compressed chunks with checksums",
    "no user block",
    "a user block of 2,048 bytes",
    "the newest format",
  ])("%s: the same frames", async (name) => {
    await using dataset = await open(fileOf(name));
    await expectFrames(dataset);
  });

  test.each([
    [
      "depth in millimetres",
      /depths uint16 \[4, 8, 6\]; expected .* float32 \[N, W, H\] in metres, N frames$/,
    ],
    ["half precision", /depths float16 \[4, 8, 6\]; expected/],
    [
      "frames last",
      /images uint8 \[8, 6, 3, 4\] and depths float32 \[8, 6, 4\]; expected uint8 \[N, 3, W, H\]/,
    ],
  ])("%s: refused with what was found", async (name, message) => {
    await expectRefused(open(fileOf(name)), message);
  });

  test("a value that is no colour and a filter that is not there are refused where the frame is read", async () => {
    await using bright = await open(fileOf("an image value of 300"));
    await expectRefused(bright.readImage("0002"), /"images" of frame 2 has value 300; expected 0 to 255$/);
    await using filtered = await open(fileOf("an lzf filter"));
    await expectRefused(
      filtered.readImage("0002"),
      /"images" cannot be read as HDF5 \(.*\); expected the NYUv2/,
    );
  });

  test("another file in its place is named", async () => {
    for (const [bytes, message] of [
      ["<html>moved</html>", /labeled\.mat: is a web page \(HTML\); expected the NYUv2 labelled data set/],
      [
        "version https://git-lfs.github.com/spec/v1\nsize 9\n",
        /is a Git LFS pointer to 9 bytes that were not/,
      ],
      [
        fileOf("splits: columns of doubles"),
        /is a MATLAB v5 file; MATLAB saves it anew with save\(\.\.\., "-v7\.3"\); expected .*MATLAB v7\.3, HDF5/,
      ],
      [fileOf("splits: version 4"), /is a MATLAB v4 file; MATLAB saves it anew/],
      ["", /is an empty file/],
      [
        fileOf("cells").subarray(0, 512),
        /is a MATLAB v7\.3 file without the HDF5 part; expected the NYUv2 labelled data set \(MATLAB v7\.3, HDF5\)/,
      ],
    ] as const) {
      await expectRefused(open(Buffer.from(bytes)), message);
    }
  });
});

describe("what no frame is", () => {
  test.each(["images in another file", "images put together from another file"])("%s", async (name) => {
    await expectRefused(
      open(fileOf(name)),
      /"images" cannot be read as HDF5 \(it lies in another file, other\.h5\); expected the NYUv2/,
    );
  });

  test("text in a piece of gigabytes is refused before memory is taken", async () => {
    const path = join(folder, "text.mat");
    await writeFile(path, fileOf("a piece of gigabytes"));
    const file = await openHdf(path, "frames");
    const before = (await ready).HEAPU8.byteLength;
    try {
      const [frames = 0] = file.array("images")?.shape ?? [];
      expect(() => file.strings("images", frames)).toThrow(
        /"images" cannot be read as HDF5 \(1200000000 bytes at once, where 268435456 are allowed\)/,
      );
      expect((await ready).HEAPU8.byteLength).toBe(before);
    } finally {
      file.close();
    }
  });

  test.each([
    ["a frame of gigabytes", 9_000_000_000],
    ["a piece of gigabytes", 1_200_000_000],
  ])("%s is refused before memory is taken", async (name, bytes) => {
    await using dataset = await open(fileOf(name));
    const before = (await ready).HEAPU8.byteLength;
    await expectRefused(
      dataset.readImage("0002"),
      new RegExp(`"images" cannot be read as HDF5 \\(${bytes} bytes at once, where 268435456 are allowed\\)`),
    );
    expect((await ready).HEAPU8.byteLength).toBe(before);
  });

  test("values whose checksum is wrong", async () => {
    const mat = fileOf("compressed chunks with checksums");
    // Each array is one piece: the zlib stream of level 4 begins with these bytes.
    mat[mat.indexOf(Buffer.of(0x78, 0x5e)) + 12] ^= 1;
    await using dataset = await open(mat);
    const readings = ["0001", "0004"].flatMap((id) => [dataset.readImage(id), dataset.readAnnotation(id)]);
    const outcomes = await Promise.allSettled(readings);
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) {
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(
        /"(images|depths)" cannot be read as HDF5 \([^\n]+\); expected the NYUv2/,
      );
    }
  });
});

describe("scenes", () => {
  test.each([
    "cells",
    "cells elsewhere, as a column",
    "a matrix of characters",
    "a matrix of bytes, a row a name",
    "strings of one length",
    "strings of any length",
  ])("%s", async (name) => {
    await using dataset = await open(fileOf(name));
    expect(dataset.splits).toEqual({ train: ["0001"], validation: ["0003"], test: ["0002", "0004"] });
    const scenes = (ids: readonly string[]) => ids.map((id) => dataset.sceneOf?.(id));
    expect(scenes(dataset.splits.test)).toEqual(["kitchen_0001", "cafe_0001"]);
    expect(scenes(["0004", "0001", "0003"])).toEqual(["cafe_0001", "kitchen_0001", "bath_room_0002"]);
  });

  test("a file without them has none", async () => {
    await using dataset = await open(fileOf("double depth"));
    expect(dataset.splits.test.map((id) => dataset.sceneOf?.(id))).toEqual([null, null]);
  });

  test("names that are missing or no names are refused", async () => {
    await expectRefused(
      open(fileOf("a blank cell")),
      /"scenes" has no name for frame 3; expected one for each$/,
    );
    await expectRefused(
      open(fileOf("too few names")),
      /"scenes" cannot be read .*2 strings, where 4 are expected/,
    );
    await expectRefused(
      open(fileOf("numbers for names")),
      /"scenes" .*values of class 1, where text is expected/,
    );
  });
});

describe("splits.mat as other programs save it", () => {
  test.each([
    "splits: rows of 64-bit integers",
    "splits: columns of doubles",
    "splits: compressed bytes",
    "splits: beside text, cells, a struct and a sparse matrix",
    "splits: version 7.3",
    "splits: big-endian",
  ])("%s", async (name) => {
    await using dataset = await open(fileOf("cells"), fileOf(name));
    expect(dataset.splits).toEqual({ train: ["0001"], validation: ["0003"], test: ["0002", "0004"] });
  });

  test.each([
    [
      "splits: version 4",
      /splits\.mat: not a MATLAB v5 file \(a MATLAB v4 file\); expected version 5 or 7\.3, as save\(\.\.\., "-v7"\)/,
    ],
    [
      "splits: counted from 0",
      /"trainNdxs" has frame 0; expected 1 to 4, .*, counted from 1 as MATLAB does$/,
    ],
    ["cells", /no array "trainNdxs" \(found no array of numbers\); expected trainNdxs and testNdxs/],
  ])("%s: refused", async (name, message) => {
    await expectRefused(open(fileOf("cells"), fileOf(name)), message);
  });
});
