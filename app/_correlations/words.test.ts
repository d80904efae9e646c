import { expect, test } from "vitest";
import { rhoText, testText } from "./words.ts";

test("rho has a sign", () => {
  expect([rhoText(0.8912), rhoText(-0.5), rhoText(null)]).toEqual(["+0.89", "−0.50", "–"]);
});

test("a test says what p is, what it is among all pairs and of how many backbones", () => {
  expect(testText({ p: 0.0421, adjustedP: 1, pIsBound: false, n: 17 })).toBe(
    "p 0.042, 1 among all pairs, n 17",
  );
  expect(testText({ p: 1e-5, adjustedP: 7.8e-4, pIsBound: true, n: 17 })).toBe(
    "p ≤ 0.00001, ≤ 0.00078 among all pairs, n 17",
  );
  expect(testText({ p: null, adjustedP: null, pIsBound: false, n: 2 })).toBe("p not defined, n 2");
});
