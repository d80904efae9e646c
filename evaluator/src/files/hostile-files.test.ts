import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findExternalData } from "../backbones/external-data.ts";
import { findWeights } from "../backbones/find-weights.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { convertTorchCheckpoint } from "../checkpoints/convert.ts";
import { caseSchema } from "../conformance/backbones.ts";
import { readCaseTensors } from "../conformance/readout-case.ts";
import { checkParameterCounts } from "../conformance/readout-parameters.ts";
import type { Manifest } from "../contract/index.ts";
import { manifestSchema } from "../contract/index.ts";
import { openCocoFile } from "../data/coco-file.ts";
import { checkExpectedSample } from "../data/expected-sample.ts";
import { datasetFingerprint, fileSha256 } from "../data/fingerprint.ts";
import { isHdf, openHdf } from "../data/hdf-file.ts";
import { readImageSize, readRgbImage } from "../data/image.ts";
import { readIndexedPng } from "../data/indexed-png.ts";
import { readFrameLists } from "../data/nyu-splits.ts";
import { readClassList } from "../data/own-segmentation.ts";
import { isInScenes, scenesMarkerName } from "../data/scenes-marker.ts";
import { unpackArchive } from "../data/unpack.ts";
import { readIdList } from "../data/voc.ts";
import { readModelFile } from "../onnx/index.ts";
import { readUploadFile } from "../upload/upload-file.ts";
import { companionsOf } from "../weights/companions.ts";
import { readShardIndex } from "../weights/shard-index.ts";
import { sha256OfFile } from "../weights/weights-file.ts";
import { fileKindAt } from "./file-kind.ts";
import { InputError } from "./input-error.ts";
import { readSafetensorsHeader } from "./safetensors.ts";

const folder = mkdtempSync(join(tmpdir(), "hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const hugeBytes = 100e9;

beforeAll(() => {
  execFileSync("mkfifo", [at("pipe")]);
  symlinkSync("/dev/zero", at("device"));
  mkdirSync(at("folder"));
  writeFileSync(at("huge"), "");
  truncateSync(at("huge"), hugeBytes);
});

const manifest = (file: string) =>
  ({ id: "net", weights: { file, url: "https://example.org/" } }) as Manifest;

/** Everything that opens a file whose name or content comes from elsewhere. None may wait, or read without end. */
const readers: Readonly<Record<string, (path: string, name: string) => unknown>> = {
  manifest: (path) => readManifest(path),
  "weights of a manifest": async (_, name) => {
    const { path } = await findWeights(manifest(name), { weightsDirectory: folder });
    readSafetensorsHeader(path);
  },
  "hash of weights": (path) => sha256OfFile(path),
  "safetensors header": (path) => readSafetensorsHeader(path),
  "index of shards": (path) => readShardIndex(path),
  checkpoint: (path) => convertTorchCheckpoint({ checkpoint: path, out: at("out"), entry: null }),
  "ONNX model": (path) => readModelFile(path),
  "data names of a fetched ONNX model": (path) => companionsOf(path),
  "external data": async (_, name) => {
    const found = await findExternalData(at("model.onnx"), [name]);
    for (const real of found.values()) await sha256OfFile(real);
  },
  "image header": (path) => readImageSize(path),
  image: (path) => readRgbImage(path),
  "label map": (path) => readIndexedPng(path),
  "COCO annotations": (path) => openCocoFile(path),
  "list of images": (path) => readIdList(path),
  "list of classes": (path) => readClassList(path),
  "list of frames": (path) => readFrameLists(path),
  "HDF5 file": (path) => openHdf(path, "frames"),
  "tensors of a reference case": (_, name) => readCaseTensors(folder, name),
  "counts of a reference readout": (path) => checkParameterCounts(path).next(),
  "uploaded document": (path) => readUploadFile(path),
};

describe.each(Object.entries(readers))("%s", (_, read) => {
  test.each([
    ["pipe", "is a pipe"],
    ["device", "is a device"],
    ["folder", "is a folder"],
    ["huge", ""],
  ])("%s", async (name, found) => {
    const error = await Promise.resolve()
      .then(() => read(at(name), name))
      .then(
        () => expect.fail(`${name} was read`),
        (thrown: Error) => thrown,
      );
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(at(name));
    if (!/no file/.test(error.message)) expect(error.message).toContain(found);
  });
});

test("fingerprints, which read what folders list, refuse the same", async () => {
  const splits = { train: ["a"], validation: ["b"], test: ["c"] };
  for (const name of ["pipe", "device", "folder"]) {
    const found = `${at(name)}: is a ${name}`;
    await expect(datasetFingerprint(splits, folder, [name])).rejects.toThrow(found);
    await expect(fileSha256(at(name))).rejects.toThrow(found);
    await expect(isHdf(at(name))).rejects.toThrow(found);
    const options = { mostBytes: 1e6 };
    await expect(unpackArchive(at(name), "tar", at("unpacked"), options)).rejects.toThrow(found);
  }
});

test("what may be missing is taken for missing", async () => {
  for (const name of ["pipe", "device", "folder"]) {
    const around = at(`around-${name}`);
    mkdirSync(around);
    symlinkSync(at(name), join(around, scenesMarkerName));
    symlinkSync(at(name), join(around, "expected.json"));
    expect(await isInScenes(around)).toBe(false);
    await expect(checkExpectedSample(around)).rejects.toThrow(/no expected\.json/);
    expect(fileKindAt(at(name))).toBeNull();
  }
});

test("a link to a file is followed: caches of model hubs keep every file so", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "blobs-"));
  try {
    writeFileSync(join(elsewhere, "blob"), "weights");
    symlinkSync(join(elsewhere, "blob"), at("linked.bin"));
    const found = await findExternalData(at("model.onnx"), ["linked.bin"]);
    expect([...found.values()]).toEqual([join(elsewhere, "blob")]);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

describe.each(["/etc/passwd", "../outside", "a/../../outside", "..", "C:\\outside", "a\0b"])(
  "a name %j",
  (name) => {
    test("leads no external data out of the model's folder", () =>
      expect(findExternalData(at("model.onnx"), [name])).rejects.toThrow(/leaves the model's folder/));

    test("is no file of weights, of a shard, of a list, of an image, of a case", async () => {
      const weights = manifestSchema.shape.weights.safeParse({
        ...{ format: "onnx", url: "https://example.org/net", file: name, sha256: null, bytes: null },
      });
      expect(weights.success).toBe(false);
      expect(caseSchema.shape.io.safeParse({ file: name }).success).toBe(false);
      expect(caseSchema.shape.weights.shape.file.safeParse(name).success).toBe(false);
      const text = (file: string, content: string) => {
        writeFileSync(at(file), content);
        return at(file);
      };
      const index = text("index.json", JSON.stringify({ weight_map: { key: name } }));
      await expect(readShardIndex(index)).rejects.toThrow(InputError);
      const coco = { images: [{ id: 1, file_name: name, width: 8, height: 8 }] };
      await expect(openCocoFile(text("coco.json", JSON.stringify(coco)))).rejects.toThrow(InputError);
      await expect(readIdList(text("list.txt", name))).rejects.toThrow(InputError);
    });
  },
);
