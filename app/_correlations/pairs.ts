import { spearman } from "#contract";
import type { VariableValues } from "./variables.ts";

/** Rank correlation of two variables over the backbones that have both; rho null where it is not defined. */
export interface Correlation {
  readonly x: string;
  readonly y: string;
  readonly rho: number | null;
  readonly p: number | null;
  readonly n: number;
}

const defined = (value: number) => (Number.isNaN(value) ? null : value);

/** One correlation for every unordered pair of variables, in their order. */
export function correlations(variables: readonly VariableValues[]): Correlation[] {
  return variables.flatMap((first, index) =>
    variables.slice(index + 1).map((second) => {
      const both = first.values.flatMap((x, row) => {
        const y = second.values[row] ?? null;
        return x === null || y === null ? [] : [[x, y] as const];
      });
      const { rho, p, pairs } = spearman(
        both.map(([x]) => x),
        both.map(([, y]) => y),
      );
      return { x: first.variable.id, y: second.variable.id, rho: defined(rho), p: defined(p), n: pairs };
    }),
  );
}
