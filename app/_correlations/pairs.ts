import { holm, spearman, spearmanRho, withNearTies } from "#contract";
import { nearlyEqualMillions } from "#db/derive/claims/size-correlations.ts";
import { parametersVariable, type VariableValues } from "./variables.ts";

/** Rank correlation of two variables over the backbones that have both; rho null where it is not defined. */
export interface Correlation {
  readonly x: string;
  readonly y: string;
  readonly rho: number | null;
  readonly p: number | null;
  /** Adjusted for all pairs together (Holm). */
  readonly adjustedP: number | null;
  readonly n: number;
  /** With numbers of parameters that differ by at most a tenth of a million as ties; null: the pair has none. */
  readonly rhoNearTies: number | null;
}

const defined = (value: number) => (Number.isNaN(value) ? null : value);

/** One correlation for every unordered pair of variables, in their order. */
export function correlations(variables: readonly VariableValues[]): Correlation[] {
  const found = variables.flatMap((first, index) =>
    variables.slice(index + 1).map((second) => correlationOf(first, second)),
  );
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((pair, index) => ({ ...pair, adjustedP: adjusted[index] ?? null }));
}

function correlationOf(first: VariableValues, second: VariableValues): Omit<Correlation, "adjustedP"> {
  const both = first.values.flatMap((x, row) => {
    const y = second.values[row] ?? null;
    return x === null || y === null ? [] : [[x, y] as const];
  });
  const [xs, ys] = [both.map(([x]) => x), both.map(([, y]) => y)];
  const { rho, p, pairs } = spearman(xs, ys);
  const tied = ({ variable }: VariableValues, values: number[]) =>
    variable.id === parametersVariable ? withNearTies(values, nearlyEqualMillions) : values;
  const hasParameters = [first, second].some(({ variable }) => variable.id === parametersVariable);
  return {
    ...{ x: first.variable.id, y: second.variable.id, rho: defined(rho), p: defined(p), n: pairs },
    rhoNearTies: hasParameters ? defined(spearmanRho(tied(first, xs), tied(second, ys))) : null,
  };
}
