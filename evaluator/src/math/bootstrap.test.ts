import { describe, expect, test } from "vitest";
import { bootstrapPooled, bootstrapReplicates, imagesAsUnits, resampleIndices } from "./bootstrap.ts";
import { classCountsOfSums, classCountsRow, countClasses, meanIou } from "./confusion-matrix.ts";
import { packStatistics, pooledSums } from "./sufficient-statistics.ts";

const fingerprint = "0123456789abcdef".repeat(4);

describe("resampleIndices", () => {
  test("depends on the seed alone and never changes", () => {
    const indices = resampleIndices(fingerprint, 1449, 2);
    expect([...indices.subarray(0, 6)]).toEqual([564, 975, 224, 1297, 73, 532]);
    expect(resampleIndices(fingerprint, 1449, 2)).toEqual(indices);
    expect(resampleIndices("f".repeat(64), 1449, 2)).not.toEqual(indices);
  });

  test("draws every image about equally often", () => {
    const counts = new Uint32Array(10);
    for (const index of resampleIndices(fingerprint, 10, 1000)) counts[index]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("refuses what is not a SHA-256", () => {
    expect(() => resampleIndices("abc", 10, 1)).toThrow('seed "abc"');
  });
});

describe("bootstrapPooled", () => {
  const images = Array.from({ length: 12 }, (_, image) => {
    const label = Uint8Array.from({ length: 50 }, (_, pixel) => (pixel * (image + 1)) % 4);
    const prediction = label.map((value, pixel) => ((pixel + image) % 5 === 0 ? (value + 1) % 4 : value));
    return { label, prediction };
  });

  test("equals the metric of the resampled images themselves", () => {
    const indices = resampleIndices(fingerprint, images.length, 20);
    const statistics = packStatistics(
      images.map(({ label, prediction }) => classCountsRow(countClasses(label, prediction, 4, 255))),
    );
    const replicates = bootstrapPooled(statistics, indices, (sums) => meanIou(classCountsOfSums(sums)));
    for (let r = 0; r < 20; r++) {
      const drawn = [...indices.subarray(r * images.length, (r + 1) * images.length)];
      const label = Uint8Array.from(drawn.flatMap((image) => [...images[image].label]));
      const prediction = Uint8Array.from(drawn.flatMap((image) => [...images[image].prediction]));
      expect(replicates[r]).toBeCloseTo(meanIou(countClasses(label, prediction, 4, 255)), 12);
    }
  });

  test("refuses indices of other images", () => {
    expect(() => bootstrapReplicates(Uint32Array.of(0, 3), imagesAsUnits(2), () => 0)).toThrow(
      "resample index 3",
    );
    expect(() => bootstrapReplicates(Uint32Array.of(0, 1, 1), imagesAsUnits(2), () => 0)).toThrow(
      "3 indices",
    );
  });
});

describe("bootstrapReplicates of units", () => {
  test("draws all images of a unit together, and units that hold none of them", () => {
    // Units 0 and 2 have images; unit 1 has none here.
    const units = { count: 3, ofImage: Uint32Array.of(0, 2, 0, 2, 2) };
    const seen: number[][] = [];
    const indices = Uint32Array.of(0, 0, 2, 1, 1, 1);
    const drawn = bootstrapReplicates(indices, units, (multiplicity) => {
      seen.push([...multiplicity]);
      return multiplicity.reduce((sum, times) => sum + times, 0) || Number.NaN;
    });
    expect(seen).toEqual([
      [2, 1, 2, 1, 1],
      [0, 0, 0, 0, 0],
    ]);
    expect([...drawn]).toEqual([7, Number.NaN]);
  });
});

describe("packStatistics", () => {
  test("keeps the sums of sparse rows, plain and weighted", () => {
    const statistics = packStatistics([
      [0, 1, 2],
      [5, 0, 0],
    ]);
    expect([...pooledSums(statistics)]).toEqual([5, 1, 2]);
    expect([...pooledSums(statistics, [3, 0])]).toEqual([0, 3, 6]);
    expect(statistics.value).toHaveLength(3);
  });

  test("refuses rows of different lengths", () => {
    expect(() => packStatistics([[1], [1, 2]])).toThrow("image 1 has 2 sums; expected 1");
  });
});
