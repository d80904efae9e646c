import type { ChartTable } from "../_charts/chart-words.ts";
import type { LinkedBackbone } from "./first-figures.ts";
import type { Scatter } from "./scatter-facts.ts";
import type { Strip } from "./strip-facts.ts";

/** Numbers of the figures, as they are drawn; a line for each mark. */

export function stripsTable(strips: readonly Strip[], backbones: readonly LinkedBackbone[]): ChartTable {
  return {
    columns: ["id", "backbone", "training", "metric", "score", "low", "high"],
    rows: strips.flatMap(({ metric, values, intervals }) =>
      backbones.flatMap(({ id, label, training }, index) => {
        const [value, interval] = [values[index] ?? null, intervals?.[index]];
        return value === null ? [] : [[id, label, training, metric, value, interval?.[0], interval?.[1]]];
      }),
    ),
  };
}

export function scatterTable(
  { metric, costLabel, values, costs, front }: Scatter,
  backbones: readonly LinkedBackbone[],
): ChartTable {
  return {
    columns: ["id", "backbone", "training", costLabel, metric, "on frontier"],
    rows: backbones.flatMap(({ id, label, training }, index) => {
      const [cost, value] = [costs[index] ?? null, values[index] ?? null];
      if (cost === null || value === null) return [];
      return [[id, label, training, cost, value, front.includes(index) ? "yes" : "no"]];
    }),
  };
}
