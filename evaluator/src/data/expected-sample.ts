import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../input-error.ts";
import { maskFromRuns, runsArea, runsBox } from "../math/rle.ts";
import { type CocoFile, type CocoImage, openCocoFile } from "./coco-file.ts";
import { cocoStuffClasses } from "./coco-stuff.ts";
import { cocoStuffValues } from "./coco-stuff-classes.ts";
import type { DepthMap, LabelMap, RgbImage } from "./dataset.ts";
import { readRgbImage } from "./image.ts";
import { readIndexedPng } from "./indexed-png.ts";
import { decodeMat5 } from "./mat5.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";
import { readSourceFile } from "./source-file.ts";
import { openVoc, readVocSplit, vocClassNames } from "./voc.ts";

/** One statement of an expected.json, compared with what our readers make of the files. */
export interface SampleCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the samples' own loosely structured JSON
type Expected = any;
type Report = (name: string, found: unknown, expected: unknown) => void;

const short = (bytes: Uint8Array | Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .digest("hex")
    .slice(0, 16);

const histogram = (values: ArrayLike<number>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (let i = 0; i < values.length; i++) counts[values[i]] = (counts[values[i]] ?? 0) + 1;
  return counts;
};

function meanColour({ data }: RgbImage): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i++) sums[i % 3] += data[i];
  return sums.map((sum) => (sum * 3) / data.length);
}

function checkImage(report: Report, name: string, image: RgbImage, expected: Expected): void {
  if (expected.width) report(`${name} size`, [image.width, image.height], [expected.width, expected.height]);
  report(`${name} pixels`, short(image.data), expected.rgb_sha256_16);
  if (expected.rgb_mean) {
    // Printed with six decimals.
    const apart = meanColour(image).map((mean, channel) => Math.abs(mean - expected.rgb_mean[channel]));
    report(`${name} mean colour`, Math.max(...apart) < 6e-7, true);
  }
  for (const { x, y, rgb } of expected.rgb_probes ?? []) {
    const at = (y * image.width + x) * 3;
    report(`${name} colour at x ${x}, y ${y}`, [...image.data.subarray(at, at + 3)], rgb);
  }
}

function checkMap(report: Report, name: string, map: LabelMap, expected: Expected): void {
  if (expected.width) report(`${name} size`, [map.width, map.height], [expected.width, expected.height]);
  report(`${name} labels`, short(map.data), expected.sha256_16);
  report(`${name} histogram`, histogram(map.data), expected.histogram ?? expected.value_histogram);
  for (const { x, y, value } of expected.probes ?? []) {
    report(`${name} label at x ${x}, y ${y}`, map.data[y * map.width + x], value);
  }
}

function vocInstances(classes: LabelMap, objects: LabelMap): unknown[] {
  const boxes = new Map<number, { label: number; area: number; edges: number[] }>();
  for (let pixel = 0; pixel < objects.data.length; pixel++) {
    const object = objects.data[pixel];
    if (object === 0 || object === 255) continue;
    const x = pixel % objects.width;
    const y = Math.floor(pixel / objects.width);
    const box = boxes.get(object) ?? { label: classes.data[pixel], area: 0, edges: [x, y, x, y] };
    const [left, top, right, bottom] = box.edges;
    box.edges = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    box.area++;
    boxes.set(object, box);
  }
  return [...boxes]
    .sort(([a], [b]) => a - b)
    .map(
      ([
        object,
        {
          label,
          area,
          edges: [left, top, right, bottom],
        },
      ]) => ({
        object,
        class: label,
        class_name: vocClassNames[label],
        area,
        bbox: [left, top, right - left + 1, bottom - top + 1],
      }),
    );
}

async function checkVoc(root: string, expected: Expected, report: Report): Promise<void> {
  const dataset = await openVoc(root);
  report("class names", dataset.classNames, expected.class_names);
  for (const [split, ids] of Object.entries(expected.splits)) {
    report(`split ${split}`, await readVocSplit(dataset.root, split), ids);
  }
  const total: Record<string, number> = {};
  for (const [id, facts] of Object.entries<Expected>(expected.images)) {
    checkImage(report, id, await dataset.readImage(id), facts);
    const classes = await dataset.readAnnotation(id);
    checkMap(report, `${id} classes`, classes, facts.semantic);
    const objects = await readIndexedPng(join(dataset.root, "SegmentationObject", `${id}.png`));
    checkMap(report, `${id} objects`, objects, facts.object);
    report(`${id} instances`, vocInstances(classes, objects), facts.instances);
    for (const [label, count] of Object.entries(histogram(classes.data))) {
      total[label] = (total[label] ?? 0) + count;
    }
  }
  report("labels of all images", total, expected.total_histogram);
}

async function checkCocoImages(root: string, expected: Expected, report: Report): Promise<void> {
  for (const [name, facts] of Object.entries<Expected>(expected.images)) {
    checkImage(report, name, await readRgbImage(join(root, name)), facts);
  }
  for (const [name, facts] of Object.entries<Expected>(expected.decode_only ?? {})) {
    checkImage(report, name, await readRgbImage(join(root, "decode_only", name)), facts);
  }
  const total: Record<string, number> = {};
  for (const [name, facts] of Object.entries<Expected>(expected.stuffthingmaps)) {
    const path = join(root, "stuffthingmaps", name);
    const map = await readIndexedPng(path);
    checkMap(report, `map ${name}`, map, facts);
    report(`map ${name} classes`, histogram(cocoStuffClasses(map, path).data), facts.histogram_171);
    for (const [value, count] of Object.entries(histogram(map.data)))
      total[value] = (total[value] ?? 0) + count;
  }
  report("values of all maps", total, expected.stuff_value_histogram_total);
}

/** Size classes of COCO: small below 32 x 32, large from 96 x 96; crowds left out. */
function sizeClasses(file: CocoFile, image: CocoImage): number[] {
  const { areas, isCrowd } = file.summary(image);
  const counts = [0, 0, 0];
  areas.forEach((area, at) => {
    if (!isCrowd[at]) counts[area < 32 ** 2 ? 0 : area < 96 ** 2 ? 1 : 2]++;
  });
  return counts;
}

async function checkAnnotations(file: CocoFile, expected: Expected, report: Report): Promise<void> {
  const byId = new Map<number, Expected>(expected.per_annotation.map((one: Expected) => [one.id, one]));
  let found = 0;
  let total = 0;
  for (const image of file.images) {
    const annotations = await file.readAnnotations(image);
    const facts = expected.per_image[image.id];
    const areas = annotations.map(({ mask }) => runsArea(mask));
    report(
      `image ${image.id}`,
      {
        width: image.width,
        height: image.height,
        annotations: annotations.length,
        crowd: annotations.filter(({ isCrowd }) => isCrowd).length,
        small_medium_large: sizeClasses(file, image),
        mask_area_sum: areas.reduce((a, b) => a + b, 0),
      },
      facts,
    );
    annotations.forEach(({ id, categoryId, isCrowd, area, box, mask }, at) => {
      const one = byId.get(id);
      const { form: _form, parts: _parts, ...stated } = one ?? {};
      report(
        `annotation ${id}`,
        {
          id,
          image_id: image.id,
          category_id: categoryId,
          category: file.categories.find((category) => category.id === categoryId)?.name,
          iscrowd: Number(isCrowd),
          json_area: area,
          json_bbox: box,
          mask_area: areas[at],
          mask_bbox: runsBox(mask),
          mask_sha256_16: short(maskFromRuns(mask)),
        },
        stated,
      );
      found++;
      total += areas[at];
    });
  }
  report(
    "annotations",
    [file.annotationCount, found],
    [expected.annotations, expected.per_annotation.length],
  );
  report("area of all masks", total, expected.mask_area_total);
}

async function checkCocoInstances(root: string, expected: Expected, report: Report): Promise<void> {
  for (const [name, facts] of Object.entries<Expected>(expected)) {
    if (name === "notes") continue;
    const within: Report = (what, found, wanted) => report(`${name} ${what}`, found, wanted);
    const file = await openCocoFile(join(root, "annotations", name));
    within("images", file.images.length, facts.images);
    within("categories", file.categories.length, facts.categories);
    const without = file.images.filter((image) => file.summary(image).count === 0).map(({ id }) => id);
    within("images without annotations", without, facts.images_without_annotations);
    const large = file.images.filter((image) => sizeClasses(file, image)[2] >= 3).map(({ id }) => id);
    within("images with 3 or more large objects", large, facts.images_with_3_or_more_large);
    await checkAnnotations(file, facts, within);
    if (facts.categories === 80) {
      const named = file.categories.map(({ id }) => cocoStuffValues[id - 1]);
      within(
        "category names equal COCO-Stuff's",
        named,
        file.categories.map((category) => category.name),
      );
    }
    await file.close();
  }
}

function depthFacts({ depthMeters }: DepthMap): Expected {
  const valid = depthMeters.filter((value) => value > 0);
  let [min, max, sum] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const value of valid) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return { min, max, mean: sum / valid.length, valid: valid.length, zero: depthMeters.length - valid.length };
}

function checkDepth(report: Report, name: string, map: DepthMap, facts: Expected, sha: string): void {
  const { mean, ...found } = depthFacts(map);
  const { mean: expectedMean, ...expected } = facts;
  report(`${name} range`, found, expected);
  report(`${name} mean`, Math.abs(mean - expectedMean) < 1e-9 * expectedMean, true);
  report(`${name} values`, short(map.depthMeters), sha);
}

async function checkNyuFrames(folder: string, frames: Expected[], report: Report): Promise<void> {
  for (const depthSource of ["depths", "rawDepths"] as const) {
    const dataset = await openNyuLabelled(folder, { depthSource });
    for (const frame of frames) {
      const id = String(frame.matlab_index).padStart(4, "0");
      const { train, validation, test } = dataset.splits;
      report(
        `frame ${id} split`,
        test.includes(id) ? "test" : [...train, ...validation].includes(id) ? "train" : "none",
        frame.split,
      );
      if (depthSource === "depths") checkImage(report, `frame ${id}`, await dataset.readImage(id), frame);
      const depth = await dataset.readAnnotation(id);
      checkDepth(
        report,
        `frame ${id} ${depthSource}`,
        depth,
        frame[depthSource],
        frame[`${depthSource}_sha256_16`],
      );
      for (const probe of frame.depth_probes) {
        const found = depth.depthMeters[probe.y * depth.width + probe.x];
        report(`frame ${id} ${depthSource} at x ${probe.x}, y ${probe.y}`, found, probe[depthSource]);
      }
    }
    await dataset.close();
  }
}

async function checkNyu(root: string, expected: Expected, report: Report): Promise<void> {
  await checkNyuFrames(join(root, "tiny"), expected["tiny/nyu_depth_v2_labeled.mat"].frames, report);
  const readSplits = async (name: string): Promise<{ train: number[]; test: number[] }> => {
    const arrays = decodeMat5(await readSourceFile(join(root, name), "splits.mat"), join(root, name));
    return {
      train: [...(arrays.get("trainNdxs")?.values ?? [])],
      test: [...(arrays.get("testNdxs")?.values ?? [])],
    };
  };
  const tiny = await readSplits("tiny/splits.mat");
  const { trainNdxs, testNdxs } = expected["tiny/splits.mat"];
  report("tiny/splits.mat", tiny, { train: trainNdxs, test: testNdxs });
  const { train, test } = await readSplits("splits.mat");
  const facts = expected["splits.mat"];
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  report(
    "splits.mat",
    [
      train.length,
      test.length,
      train.slice(0, 10),
      train.slice(-5),
      test.slice(0, 10),
      test.slice(-5),
      sum(train),
      sum(test),
    ],
    [
      facts.train_count,
      facts.test_count,
      facts.train_first,
      facts.train_last,
      facts.test_first,
      facts.test_last,
      facts.train_sum,
      facts.test_sum,
    ],
  );
  checkImage(report, "frame/rgb.png", await readRgbImage(join(root, "frame", "rgb.png")), expected.frame);
}

/** Keys in one order, so that equal objects print alike. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

async function readExpected(root: string, name: string): Promise<Expected | null> {
  const text = await readFile(join(root, name), "utf8").catch(() => null);
  return text === null ? null : JSON.parse(text);
}

/**
 * Compares our readers with the values that independent software found in a sample of VOC, COCO or NYUv2: `root` holds
 * the data in its own layout and expected.json (COCO: also expected_instances.json). Throws InputError without one.
 */
export async function checkExpectedSample(root: string): Promise<SampleCheck[]> {
  const expected = await readExpected(root, "expected.json");
  if (!expected)
    throw new InputError(`${root}: no expected.json; expected a sample with the values to compare`);
  const checks: SampleCheck[] = [];
  const report: Report = (name, found, wanted) => {
    const [is, should] = [stable(found), stable(wanted)];
    const passed = is === should;
    const detail = passed ? is.slice(0, 120) : `found ${is.slice(0, 300)}, expected ${should?.slice(0, 300)}`;
    checks.push({ name, passed, detail });
  };
  if (expected.class_names) await checkVoc(root, expected, report);
  else if (expected.stuffthingmaps) {
    await checkCocoImages(root, expected, report);
    const instances = await readExpected(root, "expected_instances.json");
    if (instances) await checkCocoInstances(root, instances, report);
  } else if (expected["splits.mat"]) await checkNyu(root, expected, report);
  else
    throw new InputError(
      `${root}/expected.json: none of the known layouts; expected VOC, COCO or NYUv2 values`,
    );
  return checks;
}
