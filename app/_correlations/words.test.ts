import { expect, test } from "vitest";
import { pText, rhoText } from "./words.ts";

test("rho has a sign, p its floor", () => {
  expect([rhoText(0.8912), rhoText(-0.5), rhoText(null)]).toEqual(["+0.89", "−0.50", "–"]);
  expect([pText(0.0004), pText(0.0421), pText(null)]).toEqual(["< 0.001", "0.042", "not defined"]);
});
