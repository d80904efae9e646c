import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { ready } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { vocPalette } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { encodeSafetensors, readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { elementCount } from "../math/element-count.ts";
import { createRandom, type Random } from "../scenes/random.ts";
import { openHdf } from "./hdf-file.ts";
import { decodeImage } from "./image.ts";
import { decodeIndexedPng, encodeIndexedPng } from "./indexed-png.ts";
import { decodeMat5 } from "./mat5.ts";

/** Whatever befalls a file, reading it ends soon, in what it held or in an InputError of one line. */

const { origin: _, ...files }: Record<string, string> = JSON.parse(
  readFileSync(fileURLToPath(new URL("mat-files.fixture.json", import.meta.url)), "utf8"),
);
const fileOf = (name: string): Buffer => inflateSync(Buffer.from(files[name], "base64"));

let folder: string;
let copies = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "damaged-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A place of its own for each file: HDF5 takes the same place for the same file. */
async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${copies++}`);
  await writeFile(path, bytes);
  return path;
}

/** A copy with a flipped bit, some random bytes, a size without bounds, a part that is missing, or less at the end. */
function damaged(whole: Uint8Array, random: Random, within = whole.length): Buffer {
  const bytes = Buffer.from(whole);
  const at = random.integer(0, within - 9);
  switch (random.integer(0, 4)) {
    case 0:
      bytes[at] ^= 1 << random.integer(0, 7);
      return bytes;
    case 1:
      for (let i = 0; i < random.integer(1, 4); i++) bytes[at + i] = random.integer(0, 255);
      return bytes;
    case 2:
      bytes.fill(random.pick([0, 0x7f, 0xff]), at, at + random.pick([2, 4, 8]));
      return bytes;
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.integer(1, 8))]);
    default:
      return bytes.subarray(0, at);
  }
}

/** How many of the copies are refused. Each other one passes `check`. */
async function refusals(
  count: number,
  damage: (random: Random) => Buffer,
  read: (bytes: Buffer) => unknown,
): Promise<number> {
  const random = createRandom(1);
  let refused = 0;
  for (let number = 0; number < count; number++) {
    const bytes = damage(random);
    const started = performance.now();
    try {
      await read(bytes);
    } catch (error) {
      if (!(error instanceof InputError)) throw new Error(`damage ${number}`, { cause: error });
      expect(error.message).not.toContain("\n");
      refused++;
    }
    expect(performance.now() - started, `damage ${number}`).toBeLessThan(10_000);
  }
  return refused;
}

const [width, height] = [31, 17];
const map = { width, height, data: Uint8Array.from({ length: width * height }, (_, i) => (i * i) % 21) };
const mask = encodeIndexedPng(map, { palette: vocPalette() });

describe("damaged files", () => {
  test("label maps", async () => {
    const refused = await refusals(
      500,
      (random) => damaged(mask, random),
      (bytes) => expect(decodeIndexedPng(bytes, "a.png")).toEqual(map),
    );
    expect(refused).toBeGreaterThan(100);
  });

  test("images", async () => {
    const grey = encodeIndexedPng(map);
    const pixels = (await decodeImage(grey, "a.png")).data;
    const refused = await refusals(
      300,
      (random) => damaged(grey, random),
      async (bytes) => expect((await decodeImage(bytes, "a.png")).data).toEqual(pixels),
    );
    expect(refused).toBeGreaterThan(200);
  });

  test("MATLAB v5", async () => {
    const whole = fileOf("splits: compressed bytes");
    const arrays = decodeMat5(whole, "splits.mat");
    const refused = await refusals(
      500,
      (random) => damaged(whole, random),
      (bytes) => {
        for (const [name, array] of decodeMat5(bytes, "splits.mat")) expect(array).toEqual(arrays.get(name));
      },
    );
    expect(refused).toBeGreaterThan(200);
  });

  test("safetensors: values are as many as the shape says", async () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => i);
    const tensors = [{ dims: [24] }, { dims: [2, 12] }, { dims: [] }].map(({ dims }, i): [string, object] => [
      `blocks.${i}.weight`,
      { dims, data: data.slice(0, elementCount(dims)) },
    ]);
    const whole = encodeSafetensors(new Map(tensors) as Parameters<typeof encodeSafetensors>[0]);
    const headerBytes = Number(whole.readBigUInt64LE(0));
    const refused = await refusals(
      500,
      (random) => damaged(whole, random, 8 + headerBytes),
      async (bytes) => {
        const header = readSafetensorsHeader(await written(bytes));
        for (const [key, { dims }] of header.tensors) {
          expect(readTensor(header, key)).toHaveLength(elementCount(dims));
        }
      },
    );
    expect(refused).toBeGreaterThan(200);
  });

  /** All that the readers of NYUv2 ask of a file. */
  async function readHdf(bytes: Uint8Array) {
    const file = await openHdf(await written(bytes), "frames");
    try {
      const [images, depths] = ["images", "depths"].map((name) => file.array(name));
      return {
        images: images?.read(0, images.shape[0]),
        depths: depths?.read(0, depths.shape[0]),
        scenes: file.strings("scenes", 4),
      };
    } finally {
      file.close();
    }
  }

  test("HDF5 that has checksums: what the file held or nothing", async () => {
    const whole = fileOf("the newest format, compressed");
    const held = await readHdf(whole);
    expect(held.scenes).toEqual(["kitchen_0001", "kitchen_0001", "bath_room_0002", "cafe_0001"]);
    const refused = await refusals(
      400,
      (random) => damaged(whole, random),
      async (bytes) => {
        const { images, depths } = await readHdf(bytes);
        // The names have no checksums.
        expect({ images, depths }).toEqual({ images: held.images, depths: held.depths });
      },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test.each(["cells", "strings of any length", "compressed chunks with checksums"])(
    "HDF5 as MATLAB writes it, where only values may have checksums: %s",
    async (name) => {
      const whole = fileOf(name);
      const refused = await refusals(200, (random) => damaged(whole, random), readHdf);
      expect(refused).toBeGreaterThan(40);
      // What was damaged has left nothing behind, and no size that a file states was taken at its word.
      expect((await readHdf(whole)).depths).toHaveLength(4 * 8 * 6);
      expect((await ready).HEAPU8.byteLength).toBeLessThan(2 ** 29);
    },
  );
});
