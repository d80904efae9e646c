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

  test("data that is cut off", () =>
    refused({ a: entry("F32", [4], 0, 16) }, 12, /truncated: \d+ bytes, expected \d+ up to tensor a/));

  test("tensors that overlap", () =>
    refused(
      { a: entry("F32", [2], 0, 8), b: entry("F32", [1], 4, 8) },
      8,
      /tensor b begins .* inside tensor a/,
    ));

  test("sizes that contradict the shape, reversed offsets, unknown dtypes, odd shapes", async () => {
    await refused({ a: entry("F32", [3], 0, 8) }, 8, /tensor a takes 8 bytes, expected 12 for F32 \[3\]/);
    await refused({ a: entry("F32", [1], 4, 0) }, 8, /tensor a has data_offsets \[4,0\]/);
    await refused({ a: entry("F31", [1], 0, 4) }, 8, /tensor a has unknown dtype F31/);
    await refused({ a: entry("F32", [-1], 0, 4) }, 8, /tensor a has shape \[-1\]/);
    await refused({ a: 7 }, 8, /tensor a has unknown dtype undefined/);
  });
});
