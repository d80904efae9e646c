import { expect, test } from "vitest";
import { adjustedPWords, pWords } from "./p-words.ts";

const exact = (p: number | null) => pWords({ p, pIsBound: false });

test("two digits that say something, of any size, without an exponent", () => {
  expect([0.3, 0.0421, 0.0028, 0.00078, 0.00002, 5.5e-6, 1].map(exact)).toEqual([
    "0.30",
    "0.042",
    "0.0028",
    "0.00078",
    "0.000020",
    "0.0000055",
    "1",
  ]);
  expect([exact(3e-12), exact(null)]).toEqual(["< 0.000001", "not defined"]);
});

test("a bound says so, and stays one when it is corrected", () => {
  expect(pWords({ p: 1e-5, pIsBound: true })).toBe("≤ 0.00001");
  expect(adjustedPWords({ adjustedP: 78e-5, pIsBound: true })).toBe("≤ 0.00078");
  expect(adjustedPWords({ adjustedP: 1, pIsBound: true })).toBe("1");
  expect(adjustedPWords({ adjustedP: 0.15, pIsBound: false })).toBe("0.15");
  expect(adjustedPWords({ adjustedP: null, pIsBound: false })).toBe("not defined");
});
