import type { MetricId } from "#contract";
import type { BackboneRow, MetricColumn } from "./board-table.ts";

type Better = "higher" | "lower";

/**
 * Ranks from 1 (best); ties share the mean of their places, null stays unranked.
 * The Spearman convention: the sum of ranks does not depend on ties.
 */
export function averageRanks(values: readonly (number | null)[], better: Better): (number | null)[] {
  const order = ordered(values, better);
  const ranks: (number | null)[] = values.map(() => null);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    for (const { index } of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Ranks from 1 (best) as sport counts them: ties share the best place, the next place is skipped. */
export function competitionRanks(values: readonly (number | null)[], better: Better): (number | null)[] {
  const order = ordered(values, better);
  const ranks: (number | null)[] = values.map(() => null);
  let rank = 0;
  order.forEach(({ index, value }, place) => {
    if (place === 0 || value !== order[place - 1]?.value) rank = place + 1;
    ranks[index] = rank;
  });
  return ranks;
}

function ordered(values: readonly (number | null)[], better: Better): { index: number; value: number }[] {
  const sign = better === "higher" ? -1 : 1;
  return values
    .flatMap((value, index) => (value === null ? [] : [{ index, value }]))
    .sort((a, b) => sign * (a.value - b.value));
}

/**
 * Mean of a backbone's ranks over the primary metric of each task in `columns`; null where a task is missing,
 * since a mean over fewer tasks is not comparable.
 */
export function meanRanks(
  rows: readonly BackboneRow[],
  columns: readonly MetricColumn[],
): Map<string, number | null> {
  const primary = columns.filter((column) => column.primary);
  const complete = rows.filter((row) => primary.every((column) => row.scores[column.id]));
  const perMetric = primary.map((column) =>
    averageRanks(
      complete.map((row) => scoreOf(row, column.id)),
      column.better,
    ),
  );
  const means = new Map<string, number | null>(rows.map((row) => [row.id, null]));
  complete.forEach((row, index) => {
    const total = perMetric.reduce((sum, ranks) => sum + (ranks[index] ?? 0), 0);
    if (primary.length > 0) means.set(row.id, total / primary.length);
  });
  return means;
}

export function scoreOf(row: BackboneRow, metric: MetricId): number | null {
  return row.scores[metric]?.value ?? null;
}
