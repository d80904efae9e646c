import { describe, expect, test } from "vitest";
import { holdOutEveryTenth, holdOutTail } from "./hold-out.ts";

describe("hold-out", () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
  test("every tenth of VOC's 1,464 leaves 1,318", () => {
    const { train, validation } = holdOutEveryTenth(ids(1464), "train.txt");
    expect([train.length, validation.length, validation[0]]).toEqual([1318, 146, "9"]);
  });
  test("small sets keep one image for validation; one image is refused", () => {
    expect(holdOutEveryTenth(ids(3), "x")).toEqual({ train: ["0", "1"], validation: ["2"] });
    expect(holdOutTail(ids(2), 0.9, "x")).toEqual({ train: ["0"], validation: ["1"] });
    expect(() => holdOutTail(ids(1), 0.9, "list.txt")).toThrow(
      "list.txt: 1 training images; expected at least 2",
    );
  });
  test("the first 100,000 of COCO-Stuff train", () => {
    const { train, validation } = holdOutTail(ids(118_287), 100_000 / 118_287, "x");
    expect([train.length, validation.length]).toEqual([100_000, 18_287]);
  });
});
