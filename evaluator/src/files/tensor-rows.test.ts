import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSafetensorsHeader, readTensor } from "./safetensors.ts";
import { headerBytesFor, RowsWriter } from "./tensor-rows.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rows-"));
});
afterAll(() => rm(folder, { recursive: true }));

const shape = { tensor: "features", dtype: "F32", dims: [2, 3] } as const;
const rowOf = (value: number) =>
  new Uint8Array(Float32Array.from({ length: 6 }, (_, at) => value + at).buffer);
const note = { names: '["a","b\\u00fc"]' };
const format = { ...shape, headerBytes: headerBytesFor(shape, 9, note) };

test("rows that are appended are one tensor, after what was kept of an earlier run", async () => {
  const path = join(folder, "below", "rows.safetensors");
  {
    await using first = await RowsWriter.open(path, format, 0);
    await first.append(rowOf(10));
    await first.append(rowOf(99));
  }
  await using writer = await RowsWriter.open(path, format, 1);
  await writer.append(rowOf(20));
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
  await writer.finish(note);
  const header = readSafetensorsHeader(path);
  expect(header.tensors.get("features")?.dims).toEqual([2, 2, 3]);
  expect(header.metadata.get("names")).toBe(note.names);
  expect([...readTensor(header, "features", 1)]).toEqual([20, 21, 22, 23, 24, 25]);
  expect([...readTensor(header, "features")].slice(0, 7)).toEqual([10, 11, 12, 13, 14, 15, 20]);
  // Nothing but the header and what the rows take.
  expect((await readFile(path)).length).toBe(8 + format.headerBytes + 48);
});

test("a part that lost rows is refused", async () => {
  const path = join(folder, "short.safetensors");
  await writeFile(`${path}.part`, new Uint8Array(100));
  await truncate(`${path}.part`, 20);
  await expect(RowsWriter.open(path, format, 2)).rejects.toThrow(/20 bytes; expected \d+ of what was begun/);
  const many = { names: "x".repeat(100_000_000) };
  expect(() => headerBytesFor(shape, 1, many)).toThrow(
    /expected at most 100000000, the limit of safetensors/,
  );
});
