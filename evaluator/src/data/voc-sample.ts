import { join } from "node:path";
import type { LabelMap } from "./dataset.ts";
import { readIndexedPng } from "./indexed-png.ts";
import { checkImage, checkMap, type Expected, histogram, type Report } from "./sample-values.ts";
import { openVoc, readIdList, vocClassNames, vocSplitPath } from "./voc.ts";

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

export async function checkVoc(root: string, expected: Expected, report: Report): Promise<void> {
  const dataset = await openVoc(root);
  report("class names", dataset.classNames, expected.class_names);
  for (const [split, ids] of Object.entries(expected.splits)) {
    report(`split ${split}`, await readIdList(vocSplitPath(dataset.root, split)), ids);
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
