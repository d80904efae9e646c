import type { Colour } from "./materials.ts";
import type { Random } from "./random.ts";

/**
 * One individual of a class, drawn on its own upright rectangle: u from -1 (left) to 1 (right), v from 0 (ground) to 1
 * (top).
 */
export interface Figure {
  /** 0 outside the silhouette, otherwise the part (1, 2, ...) that is hit. */
  part(u: number, v: number): number;
  shade(part: number, u: number, v: number, out: Colour): void;
}

export type Rgb = readonly [red: number, green: number, blue: number];

export const inEllipse = (u: number, v: number, cu: number, cv: number, ru: number, rv: number): boolean =>
  ((u - cu) / ru) ** 2 + ((v - cv) / rv) ** 2 < 1;

export const inBox = (
  u: number,
  v: number,
  left: number,
  right: number,
  low: number,
  high: number,
): boolean => u > left && u < right && v > low && v < high;

export function paint(out: Colour, [red, green, blue]: Rgb, brightness = 1): void {
  out[0] = red * brightness;
  out[1] = green * brightness;
  out[2] = blue * brightness;
}

/** Round things are darker towards the sides. */
export const roundness = (u: number): number => 0.68 + 0.36 * Math.sqrt(Math.max(0, 1 - u * u));

export const vary = (random: Random, [red, green, blue]: Rgb, amount = 22): Rgb => {
  const by = (): number => random.between(-amount, amount);
  return [red + by(), green + by(), blue + by()];
};
