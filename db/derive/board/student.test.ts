import { expect, test } from "vitest";
import { studentDraws, studentQuantile } from "./student.ts";

test.each([
  // scipy.stats.t.ppf
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 9, 2.262157162798205],
  [0.1, 3, -1.6377443536962089],
])("the %f quantile with %i degrees of freedom", (probability, degreesOfFreedom, expected) => {
  expect(studentQuantile(probability, degreesOfFreedom)).toBeCloseTo(expected, 9);
});

test("draws are the distribution's parts, in an order of the name's own", () => {
  const [one, again, other] = ["a", "a", "b"].map((name) => studentDraws(2, 1000, name));
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
  expect(one?.toSorted()).toEqual(other?.toSorted());
  expect(one?.toSorted()[975]).toBeCloseTo(studentQuantile(0.9755, 2), 9);
  const products = Array.from(
    { length: 1000 },
    (_, r) => Math.sign(one?.[r] ?? 0) * Math.sign(other?.[r] ?? 0),
  );
  expect(Math.abs(products.reduce((sum, product) => sum + product, 0))).toBeLessThan(100);
});
