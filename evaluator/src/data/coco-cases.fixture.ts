/**
 * For tests: COCO annotation files as exporters write them, with faults that people reported in public, and pictures that
 * fit them. Every case of a file's text is made from these few records.
 */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";

type Json = Record<string, unknown>;

export interface CocoCase {
  readonly images: readonly Json[];
  readonly annotations: readonly Json[];
  readonly categories?: readonly Json[];
}

export const caseSize = { width: 96, height: 64 };

export const image = (id: unknown, fileName: string, more: Json = {}): Json => ({
  ...{ id, file_name: fileName, ...caseSize },
  ...more,
});

export const boxOutline = (x: number, y: number, width: number, height: number): number[] => [
  ...[x, y, x + width, y, x + width, y + height, x, y + height],
];

export const annotation = (id: unknown, imageId: unknown, more: Json = {}): Json => ({
  ...{ id, image_id: imageId, category_id: 1, bbox: [20, 10, 40, 30], area: 1200, iscrowd: 0 },
  segmentation: [boxOutline(20, 10, 40, 30)],
  ...more,
});

const things = [
  { id: 1, name: "thing", supercategory: "none" },
  { id: 2, name: "stuff", supercategory: "none" },
];

/** Images 1 to `count` with an object each, `<first + n>.jpg`. */
export function plain(count: number, first = 1): CocoCase {
  const ids = Array.from({ length: count }, (_, index) => first + index);
  return {
    images: ids.map((id) => image(id, `${id}.jpg`)),
    annotations: ids.map((id) => annotation(10 * id, id)),
  };
}

export async function writePicture(path: string, orientation?: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const pixels = sharp({ create: { ...caseSize, channels: 3, background: "#fa0" } }).jpeg();
  await writeFile(path, await (orientation ? pixels.withMetadata({ orientation }) : pixels).toBuffer());
}

/** @param names of the pictures on disk; those of the list otherwise */
export async function writeCoco(
  train: CocoCase,
  test: CocoCase = plain(2, 100),
  names?: Readonly<Record<string, string>>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "coco-case-"));
  await mkdir(join(root, "annotations"));
  for (const [folder, { images, annotations, categories = things }] of [
    ["train2017", train],
    ["val2017", test],
  ] as const) {
    await mkdir(join(root, folder));
    for (const { file_name } of images) {
      const name = String(file_name);
      if (!name.includes("..")) await writePicture(join(root, folder, names?.[name] ?? name));
      else if (!name.startsWith("../")) await writePicture(join(root, folder, name));
    }
    const text = JSON.stringify({ info: {}, licenses: [], images, annotations, categories });
    await writeFile(join(root, "annotations", `instances_${folder}.json`), text);
  }
  return root;
}
