import type { Correlation } from "./pairs.ts";

/** "+0.89"; a real minus sign, and a dash where rho is not defined. */
export function rhoText(rho: number | null): string {
  if (rho === null) return "–";
  const sign = rho < 0 ? "−" : "+";
  return `${sign}${Math.abs(rho).toFixed(2)}`;
}

/** "p 0.012, 0.34 among all pairs, n 17". */
export function testText({ p, adjustedP, n }: Pick<Correlation, "p" | "adjustedP" | "n">): string {
  return `p ${pText(p)}${p === null ? "" : `, ${pText(adjustedP)} among all pairs`}, n ${n}`;
}

export function pText(p: number | null): string {
  if (p === null) return "not defined";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
