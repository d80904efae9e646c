import { expect, test } from "vitest";
import { runsArea, runsFromPolygon } from "../math/rle.ts";
import { boundariesTask } from "./boundaries.ts";
import { cocoStuffTask } from "./coco-stuff.ts";
import { instanceDiscriminationTask } from "./instance-discrimination.ts";
import { nyuv2DepthTask } from "./nyuv2-depth.ts";
import { objectDetectionTask } from "./object-detection.ts";
import { requireEvidence } from "./require-evidence.ts";
import type { Task } from "./task.ts";
import { voc2012Task } from "./voc2012.ts";

const splits = { train: ["a", "b"], validation: ["c"], test: ["d", "e"] };
const [width, height] = [128, 96];

/** What is wrong with a set whose images have these annotations, `poor` in one split and `good` in the others. */
async function problem<Annotation>(
  task: Pick<Task<Annotation, unknown>, "id" | "evidence">,
  good: Annotation,
  poor: Annotation,
  split: keyof typeof splits,
): Promise<string | null> {
  const isPoor = (id: string) => splits[split].includes(id);
  const readAnnotation = async (id: string): Promise<unknown> => (isPoor(id) ? poor : good);
  const checked = requireEvidence(task as Pick<Task<unknown, unknown>, "id" | "evidence">, {
    ...{ root: "data", splits, readAnnotation },
  });
  return checked.then(
    () => null,
    (error: Error) => error.message,
  );
}

const object = (x: number, y: number, w: number, h: number) => {
  const mask = runsFromPolygon([x, y, x + w, y, x + w, y + h, x, y + h], height, width);
  const box = [x, y, w, h] as const;
  return { id: 1, categoryId: 1, isCrowd: false, area: runsArea(mask), box, mask };
};
/** 280 pixels wide in the crop of 448. */
const large = [object(30, 20, 60, 50)];
const small = [object(30, 20, 8, 8)];
/** Left of the crop's first column. */
const outside = [object(0, 0, 10, 90)];

test("objects: a split without any in the crop says nothing of outlines, instances and boxes", async () => {
  expect(await problem(boundariesTask(), large, [], "test")).toBe(
    "data: none of 2 test images has objects in its centre crop; task boundaries expects that of one image at least",
  );
  expect(await problem(boundariesTask(), large, outside, "validation")).toContain(
    "none of 1 validation images",
  );
  expect(await problem(boundariesTask(), small, small, "train")).toBeNull();
  const numbered = (annotations: typeof large) => ({ annotations, firstClass: 1 });
  expect(await problem(instanceDiscriminationTask(), numbered(large), numbered([]), "train")).toContain(
    "none of 2 train images has objects in its centre crop",
  );
});

test("detection: training needs objects, the metric large ones", async () => {
  const task = objectDetectionTask();
  expect(await problem(task, large, small, "test")).toBe(
    "data: none of 2 test images has objects of 9216 square pixels or more in its centre crop; task object-detection expects that of one image at least",
  );
  expect(await problem(task, large, small, "train")).toBeNull();
  expect(await problem(task, large, [], "train")).toContain("none of 2 train images has objects");
});

test("labels: void in every mask of a split", async () => {
  const map = (label: number) => ({ width, height, data: new Uint8Array(width * height).fill(label) });
  for (const task of [voc2012Task(), cocoStuffTask()]) {
    for (const split of ["train", "validation", "test"] as const) {
      expect(await problem(task, map(1), map(255), split)).toContain(
        `${split} images has pixels with a label other than 255`,
      );
    }
    expect(await problem(task, map(255), map(1), "test")).toContain("none of 2 train images");
  }
});

test("depth: nothing measured, or nothing where errors are measured", async () => {
  const depth = (meters: (x: number) => number) => ({
    ...{ width: 640, height: 480 },
    depthMeters: Float32Array.from({ length: 640 * 480 }, (_, at) => meters(at % 640)),
  });
  const task = nyuv2DepthTask();
  const good = depth(() => 2);
  for (const hole of [0, Number.NaN, Number.POSITIVE_INFINITY, -1, 1500]) {
    expect(
      await problem(
        task,
        good,
        depth(() => hole),
        "test",
      ),
    ).toBe(
      "data: none of 2 test images has a pixel with a depth of 0.001 to 10 m where errors are measured; task nyuv2-depth expects that of one image at least",
    );
    expect(
      await problem(
        task,
        good,
        depth(() => hole),
        "train",
      ),
    ).toContain("two pixels with a depth");
  }
  // The Eigen crop leaves the outer columns out.
  expect(
    await problem(
      task,
      good,
      depth((x) => (x < 40 ? 2 : 0)),
      "test",
    ),
  ).toContain("none of 2 test images");
  expect(
    await problem(
      task,
      good,
      depth((x) => (x < 60 ? 2 : 0)),
      "test",
    ),
  ).toBeNull();
});
