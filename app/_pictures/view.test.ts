import { describe, expect, test } from "vitest";
import { type TaskId, taskIds } from "#contract";
import { outputOf, type PictureView, picturePath, pictureView, sizeWords, tasksOf } from "./view.ts";

const tasks: readonly TaskId[] = ["voc2012", "nyuv2-depth", "boundaries"];
const imagesOf = (task: TaskId) => (task === "boundaries" ? 0 : 3);
/** Reads an address as the pages do: the segments after the page and the cohort. */
const read = (path: string) => pictureView(path.split("/").slice(3), tasks, imagesOf);

const views: readonly PictureView[] = [
  ...tasks.map((task) => ({ task, image: 0 })),
  { task: "voc2012", image: 1 },
  { task: "nyuv2-depth", image: 2 },
];

describe("a view in the address", () => {
  test.each(views)("%j survives the way into the address and back", (view) => {
    expect(read(picturePath("/output-sizes", "scenes-p1-smoke", view))).toEqual(view);
  });

  test("the first image has the task's own address", () => {
    const path = (image: number) => picturePath("/features", "paper", { task: "voc2012", image });
    expect([path(0), path(1)]).toEqual(["/features/paper/voc2012", "/features/paper/voc2012/2"]);
  });

  test("nothing asked for is the first task's first image", () => {
    expect(read("/features/paper")).toEqual({ task: "voc2012", image: 0 });
    expect(pictureView([], [], imagesOf)).toBeNull();
  });

  test.each(["coco-stuff", "nonsense", "__proto__", "", "VOC2012"])("there is no task “%s”", (task) => {
    expect(read(`/features/paper/${task}`)).toBeNull();
  });

  test.each(["0", "-1", "4", "1.5", "NaN", "nonsense", "Infinity", "%00"])(
    "there is no image %s",
    (place) => {
      expect(read(`/features/paper/voc2012/${place}`)).toBeNull();
    },
  );

  test("a task without pictures has the first place alone", () => {
    expect(read("/output-sizes/paper/boundaries")).toEqual({ task: "boundaries", image: 0 });
    expect(read("/output-sizes/paper/boundaries/1")).toEqual({ task: "boundaries", image: 0 });
    expect(read("/output-sizes/paper/boundaries/2")).toBeNull();
  });
});

test("tasks with a document come once each, in the contract's order", () => {
  const documented = [...taskIds, ...taskIds].reverse().map((task) => ({ document: { task } }));
  expect(tasksOf(documented)).toEqual(taskIds);
  expect(tasksOf([])).toEqual([]);
});

test("a prediction has eight pixels a query", () => {
  expect(outputOf([28, 14])).toEqual([224, 112]);
  expect(sizeWords(outputOf([28, 14]))).toBe("224 × 112");
});
