import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensorsHeader, readTensor } from "../files/safetensors.ts";
import { convertTorchCheckpoint } from "./convert.ts";
import { checkpoint, dict, joined, op, pickle, storage, tensor } from "./pickle-bytes.fixture.ts";
import { torchFiles } from "./torch-files.fixture.ts";
import { writeZip64 } from "./zip64.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpoints-"));
});
afterAll(() => rm(folder, { recursive: true }));

const files = torchFiles();
const ones = Buffer.from(Float32Array.of(1, 1, 1, 1).buffer);
const counted = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
const weight = tensor(storage("0", 4), 0, [4], [1]);

async function saved(name: string): Promise<string> {
  const path = join(folder, `${name}.pth`);
  await writeFile(path, files.get(name)?.file ?? "");
  return path;
}

describe("convertTorchCheckpoint gives what torch loads, bit by bit", () => {
  for (const [name, { entry, tensors }] of files) {
    test(name, async () => {
      const out = join(folder, `${name}.safetensors`);
      const conversion = await convertTorchCheckpoint({ checkpoint: await saved(name), out, entry });
      const header = readSafetensorsHeader(out);
      const bytes = await readFile(out);
      expect([...header.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
      expect(conversion.tensors).toEqual([...tensors.keys()].sort());
      for (const [key, { dtype, shape, data }] of tensors) {
        const stored = header.tensors.get(key);
        expect([key, stored?.dtype, stored?.dims]).toEqual([key, dtype, shape]);
        const { offset = 0, length = 0 } = stored ?? {};
        expect(bytes.subarray(offset, offset + length).equals(data), key).toBe(true);
      }
    });
  }
});

const out = () => join(folder, "out.safetensors");

test("entries that are no tensors are dropped and named; the same file gives the same bytes", async () => {
  const value = {
    weight,
    epoch: op.integer(3),
    name: op.text("vit"),
    lists: joined(op.list, weight, op.append),
  };
  const path = join(folder, "mixed.pth");
  await writeFile(path, checkpoint(pickle(dict(value)), { 0: ones }));
  const progress: string[] = [];
  const options = { checkpoint: path, out: out(), entry: null };
  const conversion = await convertTorchCheckpoint({
    ...options,
    onProgress: (done, total) => progress.push(`${done}/${total}`),
  });
  expect(conversion).toEqual({
    tensors: ["weight"],
    bytes: 16,
    dropped: ["epoch (int)", "lists (list)", "name (str)"],
  });
  expect(progress).toEqual(["16/16"]);
  const first = await readFile(out());
  await convertTorchCheckpoint(options);
  expect((await readFile(out())).equals(first)).toBe(true);
});

test("without its entry, a training checkpoint tells which entries hold tensors", async () => {
  const convert = async (name: string, entry: string | null) =>
    convertTorchCheckpoint({ checkpoint: await saved(name), out: out(), entry });
  await expect(convert("training-zip", null)).rejects.toThrow(
    "training-zip.pth: the top level is a dict without tensors of its own; expected the entry of a state dict (these hold some: model, optimizer.state.0, optimizer.state.1, ",
  );
  await expect(convert("nested-legacy", "teacher.module")).rejects.toThrow(
    "entry teacher.module is not there; expected the entry of a state dict (these hold some: teacher.backbone.blocks.0, teacher.backbone.blocks.1, teacher.backbone, teacher.head)",
  );
  await expect(convert("training-zip", "args")).rejects.toThrow(
    "entry args is a argparse.Namespace without tensors",
  );
  await expect(convert("nested-zip", "a.b.c.d.e.f.g.h.i")).rejects.toThrow("more than 8 names");
  await expect(convert("nested-zip", "teacher.head.weight")).rejects.toThrow(
    "is a tensor without tensors of its own",
  );
});

test("a file that Python 2 wrote, whose texts are bytes", async () => {
  const old = (text: string) => joined("U", text.length, text);
  const id = op.tuple(
    old("storage"),
    op.global("torch", "FloatStorage"),
    old("0"),
    old("cpu"),
    op.integer(4),
  );
  const view = tensor(joined(id, op.persistent), 0, [2, 2], [1, 2]);
  const path = join(folder, "old.pth");
  await writeFile(path, checkpoint(pickle(op.dict, old("weight"), view, op.setItem), { 0: counted }));
  await convertTorchCheckpoint({ checkpoint: path, out: out(), entry: null });
  expect([...readTensor(readSafetensorsHeader(out()), "weight")]).toEqual([1, 3, 2, 4]);
});

test("names that a file of tensors cannot have are refused", async () => {
  const convert = async (content: Uint8Array) => {
    const path = join(folder, "names.pth");
    await writeFile(path, checkpoint(pickle(content), { 0: ones }));
    return convertTorchCheckpoint({ checkpoint: path, out: out(), entry: null });
  };
  await expect(convert(dict({ "a.b": weight, a: dict({ b: weight }) }))).rejects.toThrow(
    "two tensors called a.b",
  );
  await expect(convert(dict({ "a\u001b": weight }))).rejects.toThrow('tensor "a\\u001b" has U+001B');
  await expect(convert(dict({ __metadata__: weight }))).rejects.toThrow('tensor "__metadata__" is kept');
  await expect(convert(dict({ "": weight }))).rejects.toThrow('tensor "" is empty');
  await expect(convert(dict({ ["a".repeat(1001)]: weight }))).rejects.toThrow("a name of 1001 characters");
  const { tensors } = await convert(dict({ __proto__x: weight, constructor: weight, "0": weight }));
  expect(tensors).toEqual(["0", "__proto__x", "constructor"]);
});

test("what stops it leaves the folder as it was", async () => {
  const inner = join(folder, "stopped");
  await mkdir(inner);
  const target = join(inner, "out.safetensors");
  await writeFile(target, "before");
  const controller = new AbortController();
  for (const name of ["views-zip", "views-deflated", "views-legacy"]) {
    const conversion = convertTorchCheckpoint({
      checkpoint: await saved(name),
      out: target,
      entry: null,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(conversion).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(await readdir(inner)).toEqual(["out.safetensors"]);
    expect(await readFile(target, "utf8")).toBe("before");
  }
});

test("views larger than what is held in memory, transposed, cut out and sparse", async () => {
  // 3000 x 2000 numbers: 24 MB, more than a window and than two tiles.
  const [rows, columns] = [3000, 2000];
  const values = new Float32Array(rows * columns);
  for (let index = 0; index < values.length; index++) values[index] = index;
  const stored = storage("0", values.length);
  const views = {
    transposed: tensor(stored, 0, [columns, rows], [1, columns]),
    corner: tensor(stored, 7 * columns + 5, [2500, 1500], [columns, 1]),
    scattered: tensor(stored, 3, [2, 3], [2_000_000, 100_000]),
    split: tensor(stored, 0, [3, columns, 1000], [1000 * columns, 1, columns]),
  };
  const path = join(folder, "large.pth");
  await writeFile(path, checkpoint(pickle(dict(views)), { 0: Buffer.from(values.buffer) }));
  await convertTorchCheckpoint({ checkpoint: path, out: out(), entry: null });
  const header = readSafetensorsHeader(out());
  const bytes = await readFile(out());
  const read = (key: string): Float32Array => {
    const { offset = 0, length = 0 } = header.tensors.get(key) ?? {};
    return new Float32Array(bytes.buffer, bytes.byteOffset + offset, length / 4);
  };
  const same = (key: string, expected: (index: number) => number) =>
    read(key).findIndex((value, index) => value !== expected(index));
  expect(same("transposed", (at) => (at % rows) * columns + Math.floor(at / rows))).toBe(-1);
  expect(same("corner", (at) => (7 + Math.floor(at / 1500)) * columns + 5 + (at % 1500))).toBe(-1);
  const block = 1000 * columns;
  expect(
    same(
      "split",
      (at) => Math.floor(at / block) * block + (at % 1000) * columns + Math.floor((at % block) / 1000),
    ),
  ).toBe(-1);
  expect([...read("scattered")]).toEqual([3, 100_003, 200_003, 2_000_003, 2_100_003, 2_200_003]);
});

test("a zip file of more than 4 GiB, most of it a hole", async () => {
  const path = join(folder, "zip64.pth");
  const elements = 2 ** 30 + 16;
  const value = dict({ last: tensor(storage("0", elements), elements - 4, [4], [1]) });
  await writeZip64(path, pickle(value), 4 * elements, ones);
  await convertTorchCheckpoint({ checkpoint: path, out: out(), entry: null });
  const header = readSafetensorsHeader(out());
  expect([...readTensor(header, "last")]).toEqual([1, 1, 1, 1]);
});
