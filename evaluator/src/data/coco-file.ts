import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../files/input-error.ts";
import { type RunLengths, runsFromCounts, runsFromPolygon, runsFromString, uniteRuns } from "../math/rle.ts";
import { type ArrayElement, scanJsonArrays } from "./json-arrays.ts";
import { requireFileKind } from "./source-file.ts";

export interface CocoImage {
  readonly id: number;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

export interface InstanceAnnotation {
  readonly id: number;
  readonly categoryId: number;
  /** A crowd: a region of many objects, marked but not told apart. */
  readonly isCrowd: boolean;
  /** Mask area as the file states it, in pixels (not the box's). */
  readonly area: number;
  /** `[x, y, width, height]` as the file states it, in pixels. */
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly mask: RunLengths;
}

/** What can be known of an image's annotations without reading their outlines. */
export interface InstanceSummary {
  readonly count: number;
  readonly areas: Float64Array;
  readonly isCrowd: Uint8Array;
}

export interface CocoFile extends AsyncDisposable {
  readonly path: string;
  /** SHA-256 (hex) of the file. */
  readonly sha256: string;
  /** Ascending by id. */
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotationCount: number;
  /** In file order. Throws InputError for a segmentation that doesn't fit its image. */
  readAnnotations(image: CocoImage): Promise<InstanceAnnotation[]>;
  summary(image: CocoImage): InstanceSummary;
}

type Json = Record<string, unknown>;

function parse(bytes: Buffer, path: string, offset: number, encoding: "utf8" | "latin1" = "utf8"): Json {
  try {
    return JSON.parse(bytes.toString(encoding));
  } catch (error) {
    throw new InputError(`${path}: ${(error as Error).message} at byte ${offset}; expected a JSON object`);
  }
}

function numberField(record: Json, field: string, what: string): number {
  const value = record[field];
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new InputError(`${what}: "${field}" is ${JSON.stringify(value)}; expected a number`);
  }
  return value;
}

function textField(record: Json, field: string, what: string): string {
  const value = record[field];
  if (typeof value !== "string" || value === "") {
    throw new InputError(`${what}: "${field}" is ${JSON.stringify(value)}; expected text`);
  }
  return value;
}

function parseImage(record: Json, path: string): CocoImage {
  const id = numberField(record, "id", `${path}: image`);
  const what = `${path}: image ${id}`;
  const fileName = textField(record, "file_name", what);
  if (fileName.includes("..") || fileName.startsWith("/")) {
    throw new InputError(`${what}: file_name ${fileName} leaves its folder; expected a file name`);
  }
  return {
    id,
    fileName,
    width: numberField(record, "width", what),
    height: numberField(record, "height", what),
  };
}

function parseBox(record: Json, what: string): InstanceAnnotation["box"] {
  const box = record.bbox;
  if (!Array.isArray(box) || box.length !== 4 || !box.every((value) => Number.isFinite(value))) {
    throw new InputError(`${what}: bbox is ${JSON.stringify(box)}; expected [x, y, width, height]`);
  }
  return [box[0], box[1], box[2], box[3]];
}

function isPolygon(part: unknown): part is number[] {
  return Array.isArray(part) && part.length >= 6 && part.length % 2 === 0 && part.every(Number.isFinite);
}

/** Polygons (united), uncompressed RLE or compressed RLE -> runs of the image's size. */
function parseSegmentation(segmentation: unknown, { width, height }: CocoImage, what: string): RunLengths {
  if (Array.isArray(segmentation)) {
    const wrong = segmentation.findIndex((part) => !isPolygon(part));
    if (segmentation.length === 0 || wrong >= 0) {
      throw new InputError(
        `${what}: polygon ${Math.max(wrong, 0)} of ${segmentation.length} is not usable; expected [x0, y0, x1, y1, x2, y2, ...]`,
      );
    }
    return uniteRuns((segmentation as number[][]).map((part) => runsFromPolygon(part, height, width)));
  }
  const { counts, size } = (segmentation ?? {}) as { counts?: unknown; size?: unknown };
  if (!Array.isArray(size) || size[0] !== height || size[1] !== width) {
    throw new InputError(
      `${what}: mask size is ${JSON.stringify(size)}; expected [${height}, ${width}], the height and width of its image`,
    );
  }
  try {
    if (typeof counts === "string") return runsFromString(counts, height, width);
    if (Array.isArray(counts)) return runsFromCounts(counts as number[], height, width);
  } catch (error) {
    throw new InputError(`${what}: ${(error as Error).message}; expected run lengths that fill the mask`);
  }
  throw new InputError(`${what}: segmentation is ${typeof counts}; expected polygons or run lengths`);
}

/** Where each annotation lies in the file, and the little that is needed without reading it. */
class AnnotationIndex {
  readonly offsets: number[] = [];
  readonly lengths: number[] = [];
  readonly imageIds: number[] = [];
  readonly categoryIds: number[] = [];
  readonly areas: number[] = [];
  readonly crowds: number[] = [];

  add({ bytes, offset }: ArrayElement, path: string): void {
    // Only numbers are taken from it here, and latin1 is the quicker to decode.
    const record = parse(bytes, path, offset, "latin1");
    const what = `${path}: annotation ${JSON.stringify(record.id)} at byte ${offset}`;
    parseBox(record, what);
    this.offsets.push(offset);
    this.lengths.push(bytes.length);
    this.imageIds.push(numberField(record, "image_id", what));
    this.categoryIds.push(numberField(record, "category_id", what));
    this.areas.push(numberField(record, "area", what));
    this.crowds.push(record.iscrowd === 1 || record.iscrowd === true ? 1 : 0);
  }

  /** Indices of each image's annotations, in file order. */
  byImage(
    images: readonly CocoImage[],
    categories: readonly CocoCategory[],
    path: string,
  ): Map<number, number[]> {
    const groups = new Map<number, number[]>(images.map(({ id }) => [id, []]));
    const known = new Set(categories.map(({ id }) => id));
    for (let index = 0; index < this.offsets.length; index++) {
      const what = `${path}: annotation at byte ${this.offsets[index]}`;
      const group = groups.get(this.imageIds[index]);
      if (!group)
        throw new InputError(
          `${what}: image_id ${this.imageIds[index]} is none of the file's ${images.length} images`,
        );
      if (!known.has(this.categoryIds[index])) {
        throw new InputError(
          `${what}: category_id ${this.categoryIds[index]} is unknown; expected one of the file's ${known.size} categories`,
        );
      }
      group.push(index);
    }
    return groups;
  }
}

async function readAnnotation(
  file: FileHandle,
  index: AnnotationIndex,
  at: number,
  image: CocoImage,
  path: string,
): Promise<InstanceAnnotation> {
  const bytes = Buffer.allocUnsafe(index.lengths[at]);
  await file.read(bytes, 0, bytes.length, index.offsets[at]);
  const record = parse(bytes, path, index.offsets[at]);
  const id = numberField(record, "id", `${path}: annotation at byte ${index.offsets[at]}`);
  const what = `${path}: annotation ${id}`;
  return {
    id,
    categoryId: index.categoryIds[at],
    isCrowd: index.crowds[at] === 1,
    area: index.areas[at],
    box: parseBox(record, what),
    mask: parseSegmentation(record.segmentation, image, what),
  };
}

/**
 * Indexes a COCO annotation file without keeping its annotations in memory: they are read again, one image at a time,
 * from where they lie. Throws InputError naming the file and the record that is wrong.
 */
export async function openCocoFile(path: string): Promise<CocoFile> {
  requireFileKind(path, "a JSON document", "a COCO instances file");
  const images: CocoImage[] = [];
  const categories: CocoCategory[] = [];
  const index = new AnnotationIndex();
  const sha256 = await scanJsonArrays(path, (element) => {
    if (element.key === "annotations") index.add(element, path);
    else if (element.key === "images")
      images.push(parseImage(parse(element.bytes, path, element.offset), path));
    else if (element.key === "categories") {
      const record = parse(element.bytes, path, element.offset);
      const id = numberField(record, "id", `${path}: category`);
      categories.push({ id, name: textField(record, "name", `${path}: category ${id}`) });
    }
  });
  if (images.length === 0 || categories.length === 0) {
    throw new InputError(
      `${path}: ${images.length} images and ${categories.length} categories; expected a COCO instances file with lists of "images", "annotations" and "categories"`,
    );
  }
  images.sort((a, b) => a.id - b.id);
  const twice = images.find((image, at) => at > 0 && images[at - 1].id === image.id);
  if (twice) throw new InputError(`${path}: image ${twice.id} is listed twice; expected every id once`);
  const groups = index.byImage(images, categories, path);
  const file = await open(path);
  const groupOf = (image: CocoImage): number[] => groups.get(image.id) ?? [];
  return {
    path,
    sha256,
    images,
    categories,
    annotationCount: index.offsets.length,
    readAnnotations: (image) =>
      Promise.all(groupOf(image).map((at) => readAnnotation(file, index, at, image, path))),
    summary: (image) => {
      const group = groupOf(image);
      return {
        count: group.length,
        areas: Float64Array.from(group, (at) => index.areas[at]),
        isCrowd: Uint8Array.from(group, (at) => index.crowds[at]),
      };
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
