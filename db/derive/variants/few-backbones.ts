import type { VariantTable } from "./variant-table.ts";

/** Beside each other: the paper prints four, and a figure each of hundreds would be megabytes that nobody reads. */
export const mostVariantBackbones = 8;

export interface FewBackbones {
  readonly table: VariantTable;
  /** Backbones of the whole table. */
  readonly outOf: number;
}

/**
 * A table of variants with the columns of so many backbones: those with most numbers beside the base's, of as many the first
 * of the ranking.
 *
 * @param ranking ids of the base's backbones, best first
 */
export function fewBackbones(table: VariantTable, ranking: readonly string[]): FewBackbones {
  const places = new Map(ranking.map((id, place) => [id, place]));
  const placeOf = (id: string) => places.get(id) ?? ranking.length;
  const numbers = new Map<string, number>();
  for (const [index, { backboneId }] of table.columns.entries()) {
    const own = table.rows.filter(({ cells }) => cells[index]).length;
    numbers.set(backboneId, (numbers.get(backboneId) ?? 0) + own);
  }
  if (numbers.size <= mostVariantBackbones) return { table, outOf: numbers.size };
  const first = [...numbers]
    .sort(([a, ofA], [b, ofB]) => ofB - ofA || placeOf(a) - placeOf(b))
    .slice(0, mostVariantBackbones);
  const chosen = new Set(first.map(([id]) => id));
  const kept = table.columns.map(({ backboneId }) => chosen.has(backboneId));
  const only = <One>(ofColumns: readonly One[]) => ofColumns.filter((_, index) => kept[index]);
  const rows = table.rows.map((row) => ({ ...row, cells: only(row.cells) }));
  return { table: { ...table, columns: only(table.columns), rows }, outOf: numbers.size };
}
