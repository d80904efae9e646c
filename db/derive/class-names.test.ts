import { expect, test } from "vitest";
import { secondaryAsWords } from "./class-names.ts";

test("classes are named as people write them, people's own as they named them", () => {
  expect(secondaryAsWords("voc2012", "iou/tvmonitor")).toBe("IoU of TV monitor");
  expect(secondaryAsWords("voc2012", "iou/pottedplant")).toBe("IoU of potted plant");
  expect(secondaryAsWords("voc2012", "iou/person")).toBe("IoU of person");
  expect(secondaryAsWords("coco-stuff", "iou/tv")).toBe("IoU of TV");
  expect(secondaryAsWords("segmentation", "iou/tvmonitor")).toBe("IoU of tvmonitor");
  expect(secondaryAsWords("voc2012", "pixelAccuracy")).toBe("pixelAccuracy");
});
