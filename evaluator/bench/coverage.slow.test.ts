import { expect, test } from "vitest";
import { nearTies, rankCoverage } from "./rank-coverage.ts";
import { clusterCoverage } from "./resampling-coverage.ts";

test("all ranks of 18 near-tied backbones are covered at once, which percentile intervals do not do", () => {
  const found = rankCoverage({ truth: nearTies, images: 200, simulations: 400, replicates: 1000 });
  expect(found.simultaneous).toBeGreaterThanOrEqual(0.95);
  expect(found.percentile).toBeLessThan(0.5);
});

test("asking for all ranks at once costs next to nothing beside a test for each pair", () => {
  const truth = Array.from({ length: 18 }, (_, entry) => 0.1 * entry);
  const found = rankCoverage({ truth, images: 200, simulations: 60, replicates: 1000 });
  expect(found.simultaneous).toBeGreaterThanOrEqual(0.95);
  expect(found.power).toBeGreaterThan(0.5);
  expect(found.power).toBeGreaterThan(0.95 * found.holmPower);
});

test("frames of rooms make intervals too narrow, rooms drawn whole do not", () => {
  const rooms = { scenes: 60, simulations: 400, replicates: 400 };
  const alike = clusterCoverage({ ...rooms, correlation: 0.6 });
  expect(alike.frames).toBeLessThan(0.82);
  expect(alike.scenes).toBeGreaterThan(0.88);
  const unlike = clusterCoverage({ ...rooms, correlation: 0 });
  expect(unlike.frames).toBeGreaterThan(0.9);
  expect(unlike.scenes).toBeGreaterThan(0.88);
});
