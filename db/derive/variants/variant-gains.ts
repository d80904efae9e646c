import { type MetricId, metricFacts } from "#contract";
import type { VariantTable } from "./variant-table.ts";

/** What each variant changes in one metric: the differences of a table of variants, turned so that more is better. */
export interface VariantGains {
  readonly metric: MetricId;
  readonly backbones: readonly { readonly id: string; readonly label: string }[];
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    /** By backbone, in the metric's unit, above 0 where the variant is better than the base; null: not measured. */
    readonly gains: readonly (number | null)[];
    /** Over those measured. */
    readonly mean: number;
  }[];
}

/** One chart for each task that the table has, in the metric that ranks it; rows that say nothing of a task are left out. */
export function variantGains({ columns, rows }: VariantTable): VariantGains[] {
  const metrics = [...new Set(columns.map(({ metric }) => metric))].filter((id) => metricFacts(id).primary);
  return metrics.flatMap((metric): VariantGains[] => {
    const own = columns.flatMap((column, index) => (column.metric === metric ? [{ column, index }] : []));
    const sign = metricFacts(metric).better === "higher" ? 1 : -1;
    const found = rows.flatMap(({ key, label, cells }): VariantGains["rows"] => {
      const gains = own.map(({ index }) => {
        const difference = cells[index]?.difference ?? null;
        // 0 has no sign.
        return difference === null ? null : sign * difference || 0;
      });
      const known = gains.filter((gain) => gain !== null);
      const mean = known.reduce((sum, gain) => sum + gain, 0) / known.length;
      return known.length > 0 ? [{ key, label, gains, mean }] : [];
    });
    const backbones = own.map(({ column: { backboneId: id, backboneLabel: label } }) => ({ id, label }));
    return found.length > 0 ? [{ metric, backbones, rows: found }] : [];
  });
}
