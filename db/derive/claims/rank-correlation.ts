import { holm, spearman, spearmanRho } from "#contract/statistics";
import type { TestedP } from "./p-words.ts";

/** Spearman's rank correlation of two numbers over the backbones that have both, tested among all of its kind. */
export interface RankCorrelation extends TestedP {
  /** null where it is not defined: of fewer than two backbones, or where all have the same number. */
  readonly rho: number | null;
  readonly n: number;
}

const defined = (value: number) => (Number.isNaN(value) ? null : value);

export function rankCorrelation(
  x: readonly number[],
  y: readonly number[],
): Omit<RankCorrelation, "adjustedP"> {
  const { rho, p, isBound, pairs } = spearman(x, y);
  return { rho: defined(rho), p: defined(p), pIsBound: isBound, n: pairs };
}

/** The correlation alone, for those who ask for thousands. */
export const rankRho = (x: readonly number[], y: readonly number[]): number | null =>
  defined(spearmanRho(x, y));

/** Each with its p adjusted for being one of all these (Holm). */
export function adjusted<Tested extends Pick<TestedP, "p">>(
  found: readonly Tested[],
): (Tested & Pick<TestedP, "adjustedP">)[] {
  const ps = holm(found.map(({ p }) => p));
  return found.map((one, index) => ({ ...one, adjustedP: ps[index] ?? null }));
}
