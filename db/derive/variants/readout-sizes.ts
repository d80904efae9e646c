import { type MetricId, metricFacts, type ReadoutId } from "#contract";
import { mostVariantBackbones } from "./few-backbones.ts";
import type { VariantBoard, VariantRow, VariantTable } from "./variant-table.ts";

/** Readouts that are compared over their size (paper, Fig. 6). */
export type ReadoutFamily = "attentive" | "bicubic" | "transposed-convolution" | "linear-featup";

/** One readout of a family at one size. */
export interface SizedReadout {
  readonly key: string;
  readonly label: string;
  readonly learnableMillions: number;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly seeds: number;
}

/** One drawing of Fig. 6: a backbone on a task, each family's points from small to large. */
export interface ReadoutSizes {
  readonly metric: MetricId;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly series: readonly { readonly family: ReadoutFamily; readonly points: readonly SizedReadout[] }[];
}

/** The readouts of Fig. 6 in the order of its legend, each with the ids that differ in size alone. */
const members: Readonly<Record<ReadoutFamily, readonly ReadoutId[]>> = {
  attentive: ["base", "dim-8", "dim-24"],
  bicubic: ["bicubic"],
  "transposed-convolution": ["transposed-convolution"],
  "linear-featup": ["linear-featup"],
};
const families = Object.keys(members) as ReadoutFamily[];

function pointsOf(rows: readonly VariantRow[], column: number): SizedReadout[] {
  const points = rows.flatMap((row): SizedReadout[] => {
    const cell = row.cells[column];
    if (!cell || cell.learnableMillions === null) return [];
    const { learnableMillions, value, interval, seeds } = cell;
    return [{ key: row.key, label: row.label, learnableMillions, value, interval, seeds }];
  });
  return points.sort((a, b) => a.learnableMillions - b.learnableMillions);
}

/**
 * A linear layer on enlarged features has a backbone of its own, so its points stand in every figure of the metric: of many
 * the best, as many as a table has backbones.
 */
function enlargedPoints(metric: MetricId, boards: readonly VariantBoard[]): SizedReadout[] {
  const { task, better } = metricFacts(metric);
  const sign = better === "higher" ? -1 : 1;
  const points = boards.flatMap(({ board, tasks }) =>
    board.rows.flatMap(({ backbone, cells, learnableMillions }): SizedReadout[] => {
      const [cell, millions] = [cells[metric], learnableMillions[task]];
      if (!tasks.includes(task) || !cell || millions === undefined) return [];
      const { value, interval, seeds } = cell;
      const label = `${backbone.label}, linear`;
      return [{ key: backbone.id, label, learnableMillions: millions, value, interval, seeds }];
    }),
  );
  return points.sort((a, b) => sign * (a.value - b.value)).slice(0, mostVariantBackbones);
}

/**
 * Fig. 6: score over learnable parameters of the attentive readout and its baselines, one figure a backbone and task,
 * in the metric that ranks the task. Only where a baseline was measured.
 *
 * @param baselines Its first row is the base.
 * @param ablations Of the same cohort, for the base's other sizes; null: none was measured.
 * @param enlarged Boards of the linear readout on enlarged features.
 */
export function readoutSizeFigures(
  baselines: VariantTable,
  ablations: VariantTable | null,
  enlarged: readonly VariantBoard[],
): ReadoutSizes[] {
  const enlargedIn = new Map<MetricId, SizedReadout[]>();
  const enlargedOf = (metric: MetricId) => {
    const points = enlargedIn.get(metric) ?? enlargedPoints(metric, enlarged);
    enlargedIn.set(metric, points);
    return points;
  };
  return baselines.columns.flatMap((column, index): ReadoutSizes[] => {
    if (!metricFacts(column.metric).primary) return [];
    const { metric, backboneId, backboneLabel } = column;
    const elsewhere =
      ablations?.columns.findIndex((one) => one.metric === metric && one.backboneId === backboneId) ?? -1;
    const others = (ablations?.rows ?? []).filter(({ key }) => key !== "base");
    const series = families.flatMap((family): ReadoutSizes["series"] => {
      if (family === "linear-featup") {
        const points = enlargedOf(metric);
        return points.length > 0 ? [{ family, points }] : [];
      }
      const own = (row: VariantRow) => members[family].includes(row.readout);
      const points = [
        ...pointsOf(baselines.rows.filter(own), index),
        ...pointsOf(others.filter(own), elsewhere),
      ];
      points.sort((a, b) => a.learnableMillions - b.learnableMillions);
      return points.length > 0 ? [{ family, points }] : [];
    });
    return [{ metric, backboneId, backboneLabel, series }];
  });
}

/** A backbone's scores in one metric over the size of the readout, which is printed in shares of the base's alone. */
export interface RelativeSizes {
  readonly metric: MetricId;
  readonly series: readonly {
    readonly backboneId: string;
    readonly backboneLabel: string;
    /** From small to large. */
    readonly points: readonly {
      readonly key: string;
      readonly label: string;
      /** 1 is the base. */
      readonly share: number;
      readonly value: number;
    }[];
  }[];
}

/**
 * What a table of ablations has of Fig. 6: the attentive readout at its sizes, a drawing a metric that ranks a task. The
 * paper prints these numbers in Table 5, and of the figure's other readouts none.
 */
export function relativeSizeFigures({ columns, rows }: VariantTable): RelativeSizes[] {
  const sized = rows.flatMap((row) =>
    members.attentive.includes(row.readout) && row.relativeParameters !== null
      ? [{ ...row, share: row.relativeParameters }]
      : [],
  );
  sized.sort((a, b) => a.share - b.share);
  const metrics = [...new Set(columns.map(({ metric }) => metric))].filter((id) => metricFacts(id).primary);
  return metrics.flatMap((metric): RelativeSizes[] => {
    const series = columns.flatMap((column, index): RelativeSizes["series"] => {
      if (column.metric !== metric) return [];
      const points = sized.flatMap(({ key, label, share, cells }) => {
        const value = cells[index]?.value;
        return value === undefined ? [] : [{ key, label, share, value }];
      });
      const { backboneId, backboneLabel } = column;
      return points.length > 1 ? [{ backboneId, backboneLabel, points }] : [];
    });
    return series.length > 0 ? [{ metric, series }] : [];
  });
}
