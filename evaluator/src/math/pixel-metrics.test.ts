import { describe, expect, test } from "vitest";
import { adjustedRandIndex, foregroundIndices } from "./adjusted-rand-index.ts";
import { boundaryPart } from "./boundary.ts";
import { boundaryTarget } from "./boundary-target.ts";
import { centerTarget, protocolCenterTarget } from "./center-target.ts";
import { classIou, countClasses, meanIou } from "./confusion-matrix.ts";
import { argMaxClass, crossEntropy } from "./cross-entropy.ts";
import { depthErrorPart, depthErrors, eigenCrop } from "./depth-error.ts";

describe("class counts", () => {
  test("drop void pixels, and absent classes from the mean", () => {
    const counts = countClasses([0, 0, 1, 255], [0, 1, 1, 2], 4, 255);
    expect([...classIou(counts)]).toEqual([0.5, 0.5, Number.NaN, Number.NaN]);
    expect(meanIou(counts)).toBe(0.5);
  });

  test("name the pixel whose class does not exist", () => {
    expect(() => countClasses([0, 7], [0, 0], 4, 255)).toThrow("pixel 1 has label 7");
    expect(() => countClasses([0, 0], [0, 4], 4, 255)).toThrow("prediction 4");
  });
});

describe("cross-entropy", () => {
  test("of equal logits is the logarithm of the number of classes, however large they are", () => {
    const part = crossEntropy(new Float32Array(6).fill(1e4), [0, 255], 3, 255);
    expect(part.sum).toBeCloseTo(Math.log(3), 12);
    expect(part.validPixels).toBe(1);
  });

  test("the arg max is the lowest of tied classes", () => {
    expect([...argMaxClass([1, 0, 1, 2], 2, 2)]).toEqual([0, 1]);
  });

  test("names a wrong number of logits", () => {
    expect(() => crossEntropy([1, 2, 3], [0, 0], 2, 255)).toThrow(
      "3 logits; expected 2 classes x 2 pixels = 4",
    );
  });
});

describe("other pixel metrics", () => {
  test("boundaries: large logits neither overflow nor lose the error", () => {
    const part = boundaryPart([1000, -1000], [1, 1]);
    expect(part).toEqual({
      truePositives: 1,
      falsePositives: 0,
      falseNegatives: 1,
      crossEntropySum: 1000,
      pixels: 2,
    });
  });

  test("boundary target: a 4 x 4 box reaches further up and left", () => {
    const ids = new Uint8Array(100);
    ids.fill(1, 50);
    const rows = boundaryTarget(ids, { height: 10, width: 10 }, [4, 4]).filter((_, i) => i % 10 === 0);
    // Rows 4 and 5 are thick; the box adds two above and one below.
    expect([...rows]).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  test("depth: the Eigen crop has 426 x 560 pixels, and a wrong size is named", () => {
    const depth = new Float32Array(480 * 640).fill(2);
    const range = { minDepthMeters: 0.001, maxDepthMeters: 10, crop: eigenCrop };
    const part = depthErrorPart(depth, depth, 640, range);
    expect(part.validPixels).toBe(426 * 560);
    expect(depthErrors(part)).toEqual({ rmseMeters: 0, absRel: 0, delta1: 1 });
    expect(() => depthErrorPart(depth, depth, 641, range)).toThrow("in rows of 641");
  });

  test("ARI looks at the pixels it is given", () => {
    expect([...foregroundIndices([0, 3, 0, 4], 0)]).toEqual([1, 3]);
    expect(adjustedRandIndex([1, 1, 2, 2], [5, 5, 9, 9])).toBe(1);
    expect(() => adjustedRandIndex([1], [1, 2])).toThrow("2 predicted labels for 1");
  });

  test("centre targets: snapping needs a square map of even side", () => {
    expect(() => centerTarget(new Uint8Array(12), { height: 3, width: 4 }, protocolCenterTarget)).toThrow(
      "expected a square of even side",
    );
  });
});
