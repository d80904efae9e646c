import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "./input-error.ts";
import { readSafetensorsHeader, readTensor } from "./safetensors.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(header: unknown, data: Uint8Array): Promise<string> {
  const json = typeof header === "string" ? header : JSON.stringify(header);
  const bytes = Buffer.alloc(8 + json.length + data.byteLength);
  bytes.writeBigUInt64LE(BigInt(json.length));
  bytes.write(json, 8, "latin1");
  bytes.set(data, 8 + json.length);
  const path = join(folder, `${Math.random()}.safetensors`);
  await writeFile(path, bytes);
  return path;
}

const entry = (dtype: string, shape: number[], begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("readTensor", () => {
  test("F32, F16 and BF16 come out as float32", async () => {
    const data = Buffer.alloc(12);
    data.writeFloatLE(1.5, 0);
    data.writeUInt16LE(0x3e00, 4);
    data.writeUInt16LE(0xc000, 6);
    data.writeUInt16LE(0x3fc0, 8);
    data.writeUInt16LE(0xc000, 10);
    const path = await write(
      {
        __metadata__: { format: "pt" },
        a: entry("F32", [1], 0, 4),
        b: entry("F16", [2], 4, 8),
        c: entry("BF16", [2, 1], 8, 12),
      },
      data,
    );
    const header = readSafetensorsHeader(path);
    expect([...header.tensors.keys()]).toEqual(["a", "b", "c"]);
    expect(readTensor(header, "a")).toEqual(Float32Array.of(1.5));
    expect(readTensor(header, "b")).toEqual(Float32Array.of(1.5, -2));
    expect(readTensor(header, "c")).toEqual(Float32Array.of(1.5, -2));
    expect(() => readTensor(header, "d")).toThrow(/no tensor d/);
  });
});

test("a tensor of any type may lie in the file, and is refused when it is read", async () => {
  const tensors = {
    a: entry("F32", [1], 0, 4),
    steps: entry("I64", [1], 4, 12),
    scales: entry("F8_E8M0", [4], 12, 16),
    packed: entry("F6_E2M3", [4], 16, 19),
  };
  const header = readSafetensorsHeader(await write(tensors, new Uint8Array(19)));
  expect(readTensor(header, "a")).toEqual(Float32Array.of(0));
  for (const [key, { dtype }] of Object.entries(tensors).slice(1)) {
    expect(() => readTensor(header, key)).toThrow(`tensor ${key} is ${dtype}, expected F32, F16 or BF16`);
    expect(() => readTensor(header, key)).toThrow(InputError);
  }
});

describe("readSafetensorsHeader refuses", () => {
  const refused = async (header: unknown, bytes: number, message: RegExp) => {
    const path = await write(header, new Uint8Array(bytes));
    expect(() => readSafetensorsHeader(path)).toThrow(InputError);
    expect(() => readSafetensorsHeader(path)).toThrow(message);
  };

  test("a file that is missing or shorter than its length field", async () => {
    expect(() => readSafetensorsHeader(join(folder, "none"))).toThrow(/none: cannot be opened \(ENOENT\)/);
    const path = join(folder, "short");
    await writeFile(path, "abc");
    expect(() => readSafetensorsHeader(path)).toThrow(/3 bytes, expected at least 8/);
  });

  test("a header that is cut off, too long, or not JSON", async () => {
    const path = join(folder, "cut");
    const bytes = Buffer.alloc(20);
    bytes.writeBigUInt64LE(1000n);
    await writeFile(path, bytes);
    expect(() => readSafetensorsHeader(path)).toThrow(/truncated: 20 bytes, expected 1008/);
    bytes.writeBigUInt64LE(2n ** 40n);
    await writeFile(path, bytes);
    expect(() => readSafetensorsHeader(path)).toThrow(/expected at most 100000000; not safetensors/);
    await refused("{nonsense", 0, /header is not JSON/);
  });

  test("other files in place of weights, by the name of what they are", async () => {
    const path = join(folder, "other.safetensors");
    for (const [bytes, found] of [
      ["", "an empty file"],
      [
        "version https://git-lfs.github.com/spec/v1\nsize 343220000\n",
        "a Git LFS pointer to 343220000 bytes",
      ],
      ["<!doctype html>\n<html><body>Log in to see this file.", "a web page (HTML)"],
      ["PK\x03\x04\0\0\x08\x08\0\0", "a zip archive"],
      ["\x80\x02}q\0X\x04\0\0\0", "a Python pickle"],
      ['{"metadata": {}, "weight_map": {}}', "the index of weights that lie in several files (shards)"],
    ] as const) {
      await writeFile(path, bytes, "latin1");
      expect(() => readSafetensorsHeader(path)).toThrow(InputError);
      expect(() => readSafetensorsHeader(path)).toThrow(`other.safetensors: is ${found}`);
      expect(() => readSafetensorsHeader(path)).toThrow(
        /; expected one safetensors file, as safetensors\.torch\.save_file writes it$/,
      );
    }
  });

  test("data that is cut off", () =>
    refused({ a: entry("F32", [4], 0, 16) }, 12, /truncated: \d+ bytes, expected \d+ up to tensor a/));

  test("tensors that overlap", () =>
    refused(
      { a: entry("F32", [2], 0, 8), b: entry("F32", [1], 4, 8) },
      8,
      /tensor b begins .* inside tensor a/,
    ));

  test("sizes that contradict the shape, reversed offsets, no dtype, odd shapes", async () => {
    await refused({ a: entry("F32", [3], 0, 8) }, 8, /tensor a takes 8 bytes, expected 12 for F32 \[3\]/);
    await refused({ a: entry("F32", [1], 4, 0) }, 8, /tensor a has data_offsets \[4,0\]/);
    await refused({ a: entry("F32", [-1], 0, 4) }, 8, /tensor a has shape \[-1\]/);
    await refused({ a: 7 }, 8, /tensor a has dtype undefined, expected a name/);
    await refused([], 8, /header is \[\], expected an object/);
  });
});
