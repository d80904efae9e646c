import { adjustedPWords, pWords } from "#db/derive/claims/p-words.ts";
import type { RankCorrelation } from "#db/derive/claims/rank-correlation.ts";

/** "+0.89"; a real minus sign, and a dash where rho is not defined. */
export function rhoText(rho: number | null): string {
  if (rho === null) return "–";
  const sign = rho < 0 ? "−" : "+";
  return `${sign}${Math.abs(rho).toFixed(2)}`;
}

/** "p 0.012, 0.34 among all pairs, n 17". */
export function testText(pair: Omit<RankCorrelation, "rho">): string {
  const among = pair.p === null ? "" : `, ${adjustedPWords(pair)} among all pairs`;
  return `p ${pWords(pair)}${among}, n ${pair.n}`;
}
