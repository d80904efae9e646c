import { expect, test } from "vitest";
import { curveSketch } from "./curve-path.ts";

test("from the left to the right and from the most loss down to the least; validation losses are places", () => {
  const curve = [
    { iteration: 1, trainLoss: 3 },
    { iteration: 51, trainLoss: 2, validationLoss: 2.5 },
    { iteration: 101, trainLoss: 1, validationLoss: 2 },
  ];
  expect(curveSketch(curve, 200, 100)).toEqual({
    line: "M0.0 0.0L100.0 50.0L200.0 100.0",
    points: [
      [100, 25],
      [200, 50],
    ],
  });
});

test("a level curve lies in the middle; a long one keeps its last point; one point is no curve", () => {
  const level = [1, 2].map((iteration) => ({ iteration, trainLoss: 1 }));
  expect(curveSketch(level, 10, 10)?.line).toBe("M0.0 5.0L10.0 5.0");
  const long = Array.from({ length: 1000 }, (_, index) => ({ iteration: index, trainLoss: 1000 - index }));
  const points = curveSketch(long, 100, 100)?.line.split("L") ?? [];
  expect(points.length).toBeLessThanOrEqual(121);
  expect(points.at(-1)).toBe("100.0 100.0");
  expect(curveSketch(level.slice(1), 10, 10)).toBeNull();
});
