import type { Variant } from "#contract";

/**
 * Radii, in image sides, at which a locality mask has fallen to exp(-1/2) and to exp(-2) of its peak: one and two sigma of
 * exp(-r^2/2s^2) as printed (Eq. 2), and their like of exp(-r^4/2s^2) as in the authors' released code.
 */
export function maskRadii(sigma: number, form: Variant["maskForm"]): readonly [number, number] {
  const width = Math.abs(sigma);
  return form === "paper" ? [width, 2 * width] : [Math.sqrt(width), Math.sqrt(2 * width)];
}
