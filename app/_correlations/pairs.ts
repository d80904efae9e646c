import { withNearTies } from "#contract/statistics";
import {
  adjusted,
  type RankCorrelation,
  rankCorrelation,
  rankRho,
} from "#db/derive/claims/rank-correlation.ts";
import { nearlyEqualMillions } from "#db/derive/claims/size-correlations.ts";
import { parametersVariable, type VariableValues } from "./variables.ts";

/** Rank correlation of two variables. */
export interface Correlation extends RankCorrelation {
  readonly x: string;
  readonly y: string;
  /** With numbers of parameters that differ by at most a tenth of a million as ties; null: the pair has none. */
  readonly rhoNearTies: number | null;
}

/**
 * One correlation for every unordered pair of variables, in their order; of two benchmarks of others none. p is adjusted
 * among the board's own pairs, and apart among those with a benchmark of others.
 */
export function correlations(variables: readonly VariableValues[]): Correlation[] {
  const own = variables.filter(({ variable }) => !variable.isExternal);
  const others = variables.filter(({ variable }) => variable.isExternal);
  return [
    ...adjusted(
      own.flatMap((first, index) => own.slice(index + 1).map((second) => correlationOf(first, second))),
    ),
    ...adjusted(others.flatMap((second) => own.map((first) => correlationOf(first, second)))),
  ];
}

function correlationOf(first: VariableValues, second: VariableValues): Omit<Correlation, "adjustedP"> {
  const both = first.values.flatMap((x, row) => {
    const y = second.values[row] ?? null;
    return x === null || y === null ? [] : [[x, y] as const];
  });
  const [xs, ys] = [both.map(([x]) => x), both.map(([, y]) => y)];
  const tied = ({ variable }: VariableValues, values: number[]) =>
    variable.id === parametersVariable ? withNearTies(values, nearlyEqualMillions) : values;
  const hasParameters = [first, second].some(({ variable }) => variable.id === parametersVariable);
  return {
    ...{ x: first.variable.id, y: second.variable.id, ...rankCorrelation(xs, ys) },
    rhoNearTies: hasParameters ? rankRho(tied(first, xs), tied(second, ys)) : null,
  };
}
