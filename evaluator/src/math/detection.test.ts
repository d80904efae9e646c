import { describe, expect, test } from "vitest";
import { meanAveragePrecision, precisionRecall, rankDetections } from "./average-precision.ts";
import { cocoOverlap, cornerIou, type SizedBox } from "./box.ts";
import { areaRanges, type DetectedBox, matchDetections, type TruthBox } from "./detection-matching.ts";
import { uniformFraction, xoshiro128 } from "./random.ts";
import { suppressNonMaxima } from "./suppression.ts";

const random = xoshiro128([5, 6, 7, 8]);
const between = (low: number, high: number) => low + (high - low) * uniformFraction(random);

function randomImage() {
  const truths = Array.from({ length: 4 }, (_, i): TruthBox => {
    const box: SizedBox = [between(0, 200), between(0, 200), between(60, 200), between(60, 200)];
    return { id: i + 1, box, area: box[2] * box[3], isCrowd: i === 3 && between(0, 1) < 0.3 };
  });
  const detections = Array.from({ length: 10 }, (_, i): DetectedBox => {
    const [x, y, w, h] = truths[i % truths.length].box;
    const jitter = i < 6 ? 15 : 120;
    return { box: [x + between(-jitter, jitter), y, w, h], score: between(0, 1) };
  });
  return { truths, detections };
}

describe("average precision of resampled images", () => {
  test("counting an image m times equals listing it m times", () => {
    const images = Array.from({ length: 8 }, randomImage).map(({ truths, detections }) =>
      matchDetections(truths, detections, areaRanges.large),
    );
    const ranked = rankDetections(images);
    for (let trial = 0; trial < 20; trial++) {
      const multiplicity = images.map(() => Math.floor(between(0, 4)));
      const listed = images.flatMap((image, i) => new Array<typeof image>(multiplicity[i]).fill(image));
      const { averagePrecision, recall } = precisionRecall(rankDetections(listed));
      const counted = precisionRecall(ranked, multiplicity);
      expect([...counted.recall]).toEqual([...recall]);
      for (const [t, value] of averagePrecision.entries()) {
        expect(counted.averagePrecision[t]).toBeCloseTo(value, 12);
      }
    }
  });

  test("no truth that counts: undefined", () => {
    expect(meanAveragePrecision(rankDetections([matchDetections([], [], areaRanges.all)]))).toBeNaN();
  });
});

describe("boxes", () => {
  test("overlap of two boxes, and of a detection with a crowd", () => {
    expect(cornerIou([0, 0, 2, 2], [1, 0, 3, 2])).toBeCloseTo(1 / 3, 15);
    expect(cocoOverlap([0, 0, 2, 2], [1, 0, 2, 2], false)).toBeCloseTo(1 / 3, 15);
    expect(cocoOverlap([0, 0, 2, 2], [1, 0, 10, 10], true)).toBe(0.5);
    expect(cocoOverlap([0, 0, 1, 1], [1, 0, 1, 1], false)).toBe(0);
  });

  test("suppression keeps the better of two and both of two points", () => {
    const twins = [
      [0, 0, 10, 10],
      [1, 0, 11, 10],
    ] as const;
    expect(suppressNonMaxima(twins, [0.2, 0.9], { iouLimit: 0.5, atMost: 9 })).toEqual([1]);
    expect(
      suppressNonMaxima(
        [
          [3, 3, 3, 3],
          [3, 3, 3, 3],
        ],
        [1, 1],
        { iouLimit: 0.5, atMost: 9 },
      ),
    ).toEqual([0, 1]);
    expect(suppressNonMaxima(twins, [0.2, 0.9], { iouLimit: 1, atMost: 1 })).toEqual([1]);
  });
});
