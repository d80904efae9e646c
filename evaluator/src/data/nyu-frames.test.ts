import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { File as HdfFile, ready } from "h5wasm/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { openNyuFrames } from "./nyu-frames.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nyu-frames-"));
  await ready;
});
afterAll(() => rm(folder, { recursive: true }));

async function writeFrame(path: string, [height, width]: readonly [number, number], dtype = "<f") {
  await mkdir(dirname(path), { recursive: true });
  const file = new HdfFile(path, "w");
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => i);
  const depth = Array.from({ length: width * height }, (_, i) => 1 + i / 8);
  const data = dtype === "<f" ? Float32Array.from(depth) : Float64Array.from(depth);
  file.create_dataset({ name: "rgb", data: rgb, shape: [3, height, width], dtype: "<B" });
  file.create_dataset({ name: "depth", data, shape: [height, width], dtype });
  file.close();
}

async function layOut(name: string, frames: readonly string[]): Promise<string> {
  const root = join(folder, name);
  for (const frame of frames) await writeFrame(join(root, `${frame}.h5`), [3, 4]);
  return root;
}

test("a frame's scene is its folder, except where the folder is none", async () => {
  const train = ["train/attic_0001/00001", "train/attic_0001/00002", "train/study_0004b/00001"];
  await using official = await openNyuFrames(
    await layOut("published", [...train, "val/official/00001", "val/official/00002"]),
  );
  expect(official.splits.test).toEqual(["val/official/00001", "val/official/00002"]);
  const { train: training, test: tested } = official.splits;
  expect(training.map((id) => official.sceneOf?.(id))).toEqual(["attic_0001", "attic_0001"]);
  expect(tested.map((id) => official.sceneOf?.(id))).toEqual([null, null]);
  await using own = await openNyuFrames(await layOut("own", [...train, "val/cafe_0001/00001"]));
  expect(own.splits.test.map((id) => own.sceneOf?.(id))).toEqual(["cafe_0001"]);
});

test("depth of either precision; a frame on its side, cut off or of another kind is refused by name", async () => {
  const root = await layOut("kinds", ["train/a/00001", "train/a/00002", "val/official/00001"]);
  const id = "val/official/00001";
  const path = join(root, `${id}.h5`);
  await using dataset = await openNyuFrames(root);
  const single = await dataset.readAnnotation(id);
  expect([single.width, single.height, single.depthMeters[11]]).toEqual([4, 3, 1 + 11 / 8]);
  // Each in a place of its own: HDF5 takes the same place for the same file.
  const replace = async (write: () => Promise<void>) => {
    await rm(path);
    await write();
  };
  const refused = async (message: string | RegExp) => {
    await expect(dataset.verify([id])).rejects.toThrow(message);
    await expect(dataset.verify([id])).rejects.toBeInstanceOf(InputError);
  };
  await replace(() => writeFrame(path, [3, 4], "<d"));
  expect(await dataset.readAnnotation(id)).toEqual(single);
  await replace(() => writeFrame(path, [4, 3]));
  await refused(
    `${path}: 3 x 4 pixels, width x height; expected frames wider than high, as NYUv2's 640 x 480: these lie on their side`,
  );
  await replace(() => writeFile(path, "<!DOCTYPE html>"));
  await refused(`${path}: is a web page (HTML); expected one NYUv2 frame (HDF5 with rgb and depth)`);
});
