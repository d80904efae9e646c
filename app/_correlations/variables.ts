import { taskFacts } from "#contract/tasks";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import type { BoardRow } from "#db/derive/board/board.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
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
}

export interface VariableValues {
  readonly variable: Variable;
  readonly values: readonly (number | null)[];
}

export const parametersVariable = "parameters";

const designFacts: readonly { variable: Variable; of: (backbone: BackboneFacts) => number }[] = [
  {
    variable: {
      id: parametersVariable,
      label: "Params",
      name: "Parameters",
      unit: "M",
      better: null,
      digits: 1,
    },
    of: (backbone) => backbone.parametersMillions,
  },
  {
    variable: { id: "input", label: "Input", name: "Input resolution", unit: "px", better: null, digits: 0 },
    of: (backbone) => backbone.inputSizePixels,
  },
  {
    variable: {
      id: "grid",
      label: "Feature size",
      name: "Feature size, cells a side",
      unit: "",
      better: null,
      digits: 0,
    },
    of: ({ featureGrid }) => Math.sqrt(featureGrid[0] * featureGrid[1]),
  },
  {
    variable: {
      id: "channels",
      label: "Channels",
      name: "Feature channels",
      unit: "",
      better: null,
      digits: 0,
    },
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
  };
}

/** Design facts first, then every metric of the board; values in the order of `rows`. */
export function variableValues(
  rows: readonly BoardRow[],
  columns: readonly MetricColumn[],
): VariableValues[] {
  return [
    ...designFacts.map(({ variable, of }) => ({
      variable,
      values: rows.map(({ backbone }) => of(backbone)),
    })),
    ...columns.map((column) => ({
      variable: metricVariable(column),
      values: rows.map(({ cells }) => cells[column.id]?.value ?? null),
    })),
  ];
}
