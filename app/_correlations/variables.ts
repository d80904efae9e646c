import { taskFacts } from "#contract/tasks";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import type { BoardRow } from "#db/derive/board/board.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { ExternalBenchmark } from "#db/derive/claims/external.ts";
import { unitSigns } from "../_parts/units.ts";

/** One number a backbone has: a fact of its design or a score. */
export interface Variable {
  readonly id: string;
  readonly label: string;
  /** "Pascal VOC 2012 mIoU, higher is better". */
  readonly name: string;
  readonly unit: string;
  /** null: a fact of the design, neither better high nor low. */
  readonly better: "higher" | "lower" | null;
  readonly digits: number;
  /** Measured by others (paper, Fig. 5)? */
  readonly isExternal: boolean;
}

export interface VariableValues {
  readonly variable: Variable;
  readonly values: readonly (number | null)[];
}

export const parametersVariable = "parameters";

interface DesignFact {
  readonly variable: Pick<Variable, "id" | "label" | "name" | "unit" | "digits">;
  readonly of: (backbone: BackboneFacts) => number;
}

const designFacts: readonly DesignFact[] = [
  {
    variable: { id: parametersVariable, label: "Params", name: "Parameters", unit: "M", digits: 1 },
    of: (backbone) => backbone.parametersMillions,
  },
  {
    variable: { id: "input", label: "Input", name: "Input resolution", unit: "px", digits: 0 },
    of: (backbone) => backbone.inputSizePixels,
  },
  {
    variable: { id: "grid", label: "Feature size", name: "Feature size, cells a side", unit: "", digits: 0 },
    of: ({ featureGrid }) => Math.sqrt(featureGrid[0] * featureGrid[1]),
  },
  {
    variable: { id: "channels", label: "Channels", name: "Feature channels", unit: "", digits: 0 },
    of: (backbone) => backbone.featureDim,
  },
];

function metricVariable(column: MetricColumn): Variable {
  return {
    id: column.id.replace("/", "."),
    label: `${taskFacts(column.task).short} ${column.label}`,
    name: `${column.taskLabel} ${column.label}`,
    unit: unitSigns[column.unit],
    better: column.better,
    digits: column.digits,
    isExternal: false,
  };
}

/** Of fewer backbones a rank correlation says nothing. */
const fewestBackbones = 3;

function externalValues(benchmark: ExternalBenchmark, rows: readonly BoardRow[]): VariableValues[] {
  const values = rows.map(({ backbone }) => benchmark.scores[backbone.id] ?? null);
  if (values.filter((value) => value !== null).length < fewestBackbones) return [];
  const { id, benchmark: name, unit, better } = benchmark;
  const variable = { id, label: name, name, unit: unitSigns[unit], better, digits: 2, isExternal: true };
  return [{ variable, values }];
}

/**
 * Design facts first, then every metric of the board, then benchmarks of others that have scores of at least three of the
 * rows; values in the order of `rows`.
 */
export function variableValues(
  rows: readonly BoardRow[],
  columns: readonly MetricColumn[],
  benchmarks: readonly ExternalBenchmark[],
): VariableValues[] {
  return [
    ...designFacts.map(({ variable, of }) => ({
      variable: { ...variable, better: null, isExternal: false },
      values: rows.map(({ backbone }) => of(backbone)),
    })),
    ...columns.map((column) => ({
      variable: metricVariable(column),
      values: rows.map(({ cells }) => cells[column.id]?.value ?? null),
    })),
    ...benchmarks.flatMap((benchmark) => externalValues(benchmark, rows)),
  ];
}
