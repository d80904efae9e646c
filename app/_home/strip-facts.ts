import type { BoardRow } from "#db/derive/board/board.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { leadersOf } from "#db/derive/finding/leads.ts";
import { mostShapes } from "./mark.tsx";
import { type ScoreAxis, scoreAxis } from "./score-axis.ts";

/** A task's main metric of all backbones. */
export interface Strip extends ScoreAxis {
  /** Those with the first rank. */
  readonly leaders: readonly number[];
  /** 95 % intervals of a board that has any and few enough backbones; else null. */
  readonly intervals: readonly (readonly [number, number] | null)[] | null;
}

export function stripOf(rows: readonly BoardRow[], column: MetricColumn): Strip {
  const leaders = leadersOf(rows, column);
  const rounded = (end: number) => Number(end.toFixed(column.digits));
  const intervals = rows.map(({ cells }) => {
    const interval = cells[column.id]?.interval;
    return interval ? ([rounded(interval[0]), rounded(interval[1])] as const) : null;
  });
  return {
    ...scoreAxis(rows, column, 4, "tight"),
    leaders: rows.flatMap((row, index) => (leaders.includes(row) ? [index] : [])),
    intervals: rows.length <= mostShapes && intervals.some(Boolean) ? intervals : null,
  };
}
