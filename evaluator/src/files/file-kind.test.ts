import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileKind, fileKindAt } from "./file-kind.ts";

const words = (...values: number[]): string => Buffer.from(Int32Array.from(values).buffer).toString("latin1");
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0123456789abcdef".repeat(4)}\nsize 343220000\n`;

test.each([
  ["", "an empty file"],
  [pointer, "a Git LFS pointer to 343220000 bytes that were not downloaded (git lfs pull)"],
  ["<!doctype html>\n<html><head><title>Access denied</title>", "a web page (HTML)"],
  ["\n<!-- moved -->\n<HTML>", "a web page (HTML)"],
  ['<?xml version="1.0"?><Error><Code>AccessDenied</Code>', "an XML document"],
  ["PK\x03\x04\0\0\x08\x08", "a zip archive"],
  ["\x1f\x8b\x08", "a gzip archive"],
  [`${"name".padEnd(257, "\0")}ustar`, "a tar archive"],
  ["\x80\x02}q\0X\x04\0\0\0", "a Python pickle"],
  ["\x93NUMPY\x01\0", "a NumPy array"],
  ["GGUF\x03\0\0\0", "a GGUF file"],
  ["\x89PNG\r\n\x1a\n", "a PNG image"],
  ["\xff\xd8\xff\xe0", "a JPEG image"],
  ["\x89HDF\r\n\x1a\n", "an HDF5 file"],
  [`${"MATLAB 7.3 MAT-file, Platform: GLNXA64".padEnd(124)}\0\x02IM`, "a MATLAB v7.3 file"],
  [`${"MATLAB 5.0 MAT-file, Platform: GLNXA64".padEnd(124)}\0\x01IM`, "a MATLAB v5 file"],
  [`${"MATLAB 5.0 MAT-file, Platform: SOL2".padEnd(124)}\x01\0MI`, "a MATLAB v5 file"],
  [`${'{"images": [{"id": 1, "file_name": "'.padEnd(126, "a")}IMG.jpg"}]}`, "a JSON document"],
  [`${words(0, 4, 1, 0, 10)}trainNdxs\0${words(0, 1)}`, "a MATLAB v4 file"],
  [`${words(64, 0)}{"a":{"dtype"`, "a safetensors file"],
  [
    '{\n "metadata": {"total_size": 1},\n "weight_map": {"cls_token": "model-00001-of-00002.safetensors"}}',
    "the index of weights that lie in several files (shards)",
  ],
  ['{"error": "Repository not found"}', "a JSON document"],
  ["2007_000032\n2007_000033\n", null],
  ["\x08\x08\x12\x07pytorch", null],
  [words(0, 0, 0, 0, 0), null],
])("%j", (bytes, kind) => {
  expect(fileKind(Buffer.from(bytes, "latin1"))).toBe(kind);
});

test("a file is told by its first bytes, and one that cannot be read by none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "file-kind-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "model.onnx"), pointer.padEnd(5000));
  expect(fileKindAt(join(folder, "model.onnx"))).toMatch(/^a Git LFS pointer/);
  expect(fileKindAt(join(folder, "none"))).toBeNull();
  expect(fileKindAt(folder)).toBeNull();
});
