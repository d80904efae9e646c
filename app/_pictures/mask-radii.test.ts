import { expect, test } from "vitest";
import { maskRadii } from "./mask-radii.ts";

test.each([
  ["paper", 2],
  ["released", 4],
] as const)("at its radii the mask of the %s form has fallen to exp(-1/2) and exp(-2)", (form, power) => {
  for (const sigma of [0.05, -0.2, 0.7]) {
    const falls = maskRadii(sigma, form).map((radius) => Math.exp(-(radius ** power) / (2 * sigma ** 2)));
    expect(falls[0]).toBeCloseTo(Math.exp(-1 / 2), 12);
    expect(falls[1]).toBeCloseTo(Math.exp(-2), 12);
  }
});
