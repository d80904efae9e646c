import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { examinedSha256, examineFile } from "./examined.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "examined-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a file that changed since it was examined is refused, one that was only touched is not", async () => {
  const path = join(folder, "weights");
  await writeFile(path, "first");
  const file = await examineFile(path);
  expect(await examinedSha256([file], path)).toBe(file.sha256);
  await utimes(path, 1, 1);
  expect(await examinedSha256([file], path)).toBe(file.sha256);
  await writeFile(path, "other");
  await expect(examinedSha256([file], path)).rejects.toThrow(
    /weights: has SHA-256 [0-9a-f]{64}, and had [0-9a-f]{64} when it was read first/,
  );
  await expect(examinedSha256([file], join(folder, "another"))).rejects.toThrow(
    /was not among what was read/,
  );
});
