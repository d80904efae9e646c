import { leavesFolder, nameProblem } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { decodeText } from "../files/text-file.ts";
import type { RunLengths } from "../math/rle.ts";
import { outlineOf, runsOfOutline } from "./coco-segmentation.ts";
import { requireImageSize } from "./image-limits.ts";
import { type ArrayElement, openJsonBytes, scanJsonArrays, type TextBytes } from "./json-arrays.ts";
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
  /** The name of the group that it belongs to; null where none is stated. */
  readonly supercategory: string | null;
  /** Annotations that name it. */
  readonly annotations: number;
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
  /** In file order. Opening has seen that each fits its image. */
  readAnnotations(image: CocoImage): Promise<InstanceAnnotation[]>;
  summary(image: CocoImage): InstanceSummary;
}

type Json = Record<string, unknown>;

/** `holds`: "names" are UTF-8, or refused; of "numbers" alone, what else is there does not matter, which is quicker. */
function parse(bytes: Buffer, path: string, offset: number, holds: "names" | "numbers"): Json {
  const text =
    holds === "names" ? decodeText(bytes, `${path}, from byte ${offset}`) : bytes.toString("latin1");
  try {
    return JSON.parse(text);
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

/** An id is a whole number: two that differ by a fraction of a unit would be told apart by nobody. */
function idField(record: Json, field: string, what: string): number {
  const value = record[field];
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new InputError(`${what}: "${field}" is ${JSON.stringify(value)}; expected a whole number`);
}

function nameField(record: Json, field: string, what: string): string {
  const value = record[field];
  if (typeof value !== "string") {
    throw new InputError(`${what}: "${field}" is ${JSON.stringify(value)}; expected text`);
  }
  const problem = nameProblem(value);
  if (problem !== null) throw new InputError(`${what}: "${field}" ${problem}`);
  return value;
}

function parseImage(record: Json, path: string): CocoImage {
  const id = idField(record, "id", `${path}: image`);
  const what = `${path}: image ${id}`;
  const fileName = nameField(record, "file_name", what);
  if (leavesFolder(fileName)) {
    throw new InputError(`${what}: file_name ${fileName} leaves its folder; expected a path inside it`);
  }
  const size = { width: numberField(record, "width", what), height: numberField(record, "height", what) };
  requireImageSize(size, what);
  return { id, fileName, ...size };
}

function parseBox(record: Json, what: string): InstanceAnnotation["box"] {
  const box = record.bbox;
  if (!Array.isArray(box) || box.length !== 4 || !box.every((value) => Number.isFinite(value))) {
    throw new InputError(`${what}: bbox is ${JSON.stringify(box)}; expected [x, y, width, height]`);
  }
  return [box[0], box[1], box[2], box[3]];
}

/** Boxes, as outlines, may reach over the border, but not further than another image of the size. */
function requireBelievableBox(
  box: InstanceAnnotation["box"],
  { width, height }: CocoImage,
  what: string,
): void {
  const fits = (start: number, length: number, side: number) =>
    length >= 0 && start >= -side && start + length <= 2 * side;
  if (fits(box[0], box[2], width) && fits(box[1], box[3], height)) return;
  throw new InputError(
    `${what}: bbox is ${JSON.stringify(box)}; expected a box in or near its image of ${width} x ${height} pixels`,
  );
}

/** Where each annotation lies in the file, and the little that is needed without reading it. */
class AnnotationIndex {
  readonly offsets: number[] = [];
  readonly lengths: number[] = [];
  readonly imageIds: number[] = [];
  readonly categoryIds: number[] = [];
  readonly areas: number[] = [];
  readonly crowds: number[] = [];

  add({ bytes, offset }: ArrayElement, images: ReadonlyMap<number, CocoImage>, path: string): void {
    const record = parse(bytes, path, offset, "numbers");
    const what = `${path}: annotation ${JSON.stringify(record.id)} at byte ${offset}`;
    const imageId = idField(record, "image_id", what);
    const image = images.get(imageId);
    // Lists of annotations may come before the images: they are looked at once those are known.
    if (image) parseAnnotation(record, image, what);
    this.offsets.push(offset);
    this.lengths.push(bytes.length);
    this.imageIds.push(imageId);
    this.categoryIds.push(idField(record, "category_id", what));
    this.areas.push(numberField(record, "area", what));
    this.crowds.push(record.iscrowd === 1 || record.iscrowd === true ? 1 : 0);
  }

  /** Indices of each image's annotations, in file order. */
  byImage(
    images: ReadonlyMap<number, CocoImage>,
    categories: ReadonlyMap<number, unknown>,
    path: string,
  ): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (const id of images.keys()) groups.set(id, []);
    for (let index = 0; index < this.offsets.length; index++) {
      const what = `${path}: annotation at byte ${this.offsets[index]}`;
      const group = groups.get(this.imageIds[index]);
      if (!group)
        throw new InputError(
          `${what}: image_id ${this.imageIds[index]} is none of the file's ${images.size} images`,
        );
      if (!categories.has(this.categoryIds[index])) {
        throw new InputError(
          `${what}: category_id ${this.categoryIds[index]} is unknown; expected one of the file's ${categories.size} categories`,
        );
      }
      group.push(index);
    }
    return groups;
  }
}

/** Everything but the category, with an outline that fits the image. */
function parseAnnotation(record: Json, image: CocoImage, what: string) {
  const id = idField(record, "id", what);
  const box = parseBox(record, what);
  requireBelievableBox(box, image, what);
  return { id, box, outline: outlineOf(record.segmentation, image, what) };
}

async function readAnnotation(
  file: TextBytes,
  index: AnnotationIndex,
  at: number,
  image: CocoImage,
  path: string,
): Promise<InstanceAnnotation> {
  const bytes = Buffer.allocUnsafe(index.lengths[at]);
  await file.read(bytes, 0, bytes.length, index.offsets[at]);
  const record = parse(bytes, path, index.offsets[at], "numbers");
  const what = `${path}: annotation ${JSON.stringify(record.id)}`;
  const { id, box, outline } = parseAnnotation(record, image, what);
  return {
    ...{ id, box },
    categoryId: index.categoryIds[at],
    isCrowd: index.crowds[at] === 1,
    area: index.areas[at],
    mask: runsOfOutline(outline, image),
  };
}

/** Adds a record under its id, which no other may have: one of the two would be lost. */
function addOnce<Value extends { readonly id: number }>(
  records: Map<number, Value>,
  record: Value,
  describe: (record: Value) => string,
  what: string,
): void {
  const known = records.get(record.id);
  if (known) {
    const both = `${describe(known)} and ${describe(record)}`;
    throw new InputError(`${what} ${record.id} is listed twice (${both}); expected every id once`);
  }
  records.set(record.id, record);
}

interface Scanned {
  readonly images: Map<number, CocoImage>;
  readonly categories: Map<number, Pick<CocoCategory, "id" | "name" | "supercategory">>;
  readonly index: AnnotationIndex;
  readonly sha256: string;
  /** Annotations up to here came before the images. */
  readonly unchecked: number;
}

async function scan(bytes: TextBytes, path: string): Promise<Scanned> {
  const images: Scanned["images"] = new Map();
  const categories: Scanned["categories"] = new Map();
  const index = new AnnotationIndex();
  let unchecked = 0;
  const sha256 = await scanJsonArrays(bytes, path, (element) => {
    if (element.key === "annotations") index.add(element, images, path);
    else if (element.key === "images") {
      unchecked = Math.max(unchecked, index.offsets.length);
      const image = parseImage(parse(element.bytes, path, element.offset, "names"), path);
      addOnce(images, image, ({ fileName }) => fileName, `${path}: image`);
    } else if (element.key === "categories") {
      const record = parse(element.bytes, path, element.offset, "names");
      const id = idField(record, "id", `${path}: category`);
      const name = nameField(record, "name", `${path}: category ${id}`);
      const { supercategory } = record;
      const group = typeof supercategory === "string" ? supercategory : null;
      addOnce(categories, { id, name, supercategory: group }, (one) => one.name, `${path}: category`);
    }
  });
  if (images.size === 0 || categories.size === 0) {
    throw new InputError(
      `${path}: ${images.size} images and ${categories.size} categories; expected a COCO instances file with lists of "images", "annotations" and "categories"`,
    );
  }
  return { images, categories, index, sha256, unchecked };
}

/** The file's categories with how many annotations name each. */
function countedCategories({ categories, index }: Scanned): CocoCategory[] {
  const counts = new Map<number, number>();
  for (const id of index.categoryIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...categories.values()].map((category) => ({
    ...category,
    annotations: counts.get(category.id) ?? 0,
  }));
}

/**
 * Indexes a COCO annotation file without keeping its annotations in memory: every one is read and seen to fit its image,
 * then they are read again, one image at a time, from where they lie. Throws InputError naming the file and the record
 * that is wrong.
 */
export async function openCocoFile(path: string): Promise<CocoFile> {
  requireFileKind(path, "a JSON document", "a COCO instances file");
  const file = await openJsonBytes(path, "a COCO annotation file (JSON)");
  try {
    return await openScanned(file, path);
  } catch (error) {
    await file[Symbol.asyncDispose]();
    throw error;
  }
}

async function openScanned(file: TextBytes, path: string): Promise<CocoFile> {
  const scanned = await scan(file, path);
  const { images, categories, index, sha256, unchecked } = scanned;
  const groups = index.byImage(images, categories, path);
  const groupOf = (image: CocoImage): number[] => groups.get(image.id) ?? [];
  for (const [id, image] of images) {
    for (const at of groups.get(id) ?? []) {
      if (at < unchecked) await readAnnotation(file, index, at, image, path);
    }
  }
  return {
    path,
    sha256,
    images: [...images.values()].sort((a, b) => a.id - b.id),
    categories: countedCategories(scanned),
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
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}
