import { join } from "node:path";
import { maskFromRuns, runsArea, runsBox } from "../math/rle.ts";
import { type CocoFile, type CocoImage, openCocoFile } from "./coco-file.ts";
import { cocoStuffClasses } from "./coco-stuff.ts";
import { cocoStuffValues } from "./coco-stuff-classes.ts";
import { readRgbImage } from "./image.ts";
import { readIndexedPng } from "./indexed-png.ts";
import { checkImage, checkMap, type Expected, histogram, type Report, short } from "./sample-values.ts";

export async function checkCocoImages(root: string, expected: Expected, report: Report): Promise<void> {
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

export async function checkCocoInstances(root: string, expected: Expected, report: Report): Promise<void> {
  for (const [name, facts] of Object.entries<Expected>(expected)) {
    if (name === "notes") continue;
    const within: Report = (what, found, wanted) => report(`${name} ${what}`, found, wanted);
    await using file = await openCocoFile(join(root, "annotations", name));
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
  }
}
