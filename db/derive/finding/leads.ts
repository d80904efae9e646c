import type { TaskId } from "#contract/tasks";
import type { Board, BoardRow } from "../board/board.ts";
import { type MetricColumn, mainColumns } from "../board-view/columns.ts";
import { metricRanks } from "../board-view/places.ts";
import { familyNames } from "./family-name.ts";

/** Who is first in a task by its main metric. */
export interface Lead {
  readonly task: TaskId;
  /** Backbones that have a number in it. */
  readonly contenders: number;
  /** Those that share the first rank: alike to the digit, or not told apart by the data. */
  readonly leaders: number;
  /** Of the leaders, in the board's order. */
  readonly families: readonly string[];
}

/** The rows that share the first rank by a metric. */
export function leadersOf<Row extends BoardRow>(rows: readonly Row[], column: MetricColumn): Row[] {
  const ranks = metricRanks(rows, column);
  return rows.filter(({ backbone }) => ranks.get(backbone.id) === 1);
}

/** The board's tasks in which at least two backbones have a number. */
export function leadsOf({ rows }: Board): Lead[] {
  const names = familyNames(rows.map(({ backbone }) => backbone));
  return mainColumns(rows).flatMap((column) => {
    const contenders = rows.filter(({ cells }) => cells[column.id]).length;
    if (contenders < 2) return [];
    const leaders = leadersOf(rows, column);
    const families = [...new Set(leaders.map(({ backbone }) => names.get(backbone.id) ?? backbone.label))];
    return [{ task: column.task, contenders, leaders: leaders.length, families }];
  });
}

/** Has a family the task to itself? */
export const isAlone = ({ families }: Lead): boolean => families.length === 1;

/** Tasks that each family leads alone: most of them first, then in the tasks' order. */
export function aloneByFamily(leads: readonly Lead[]): (readonly [family: string, tasks: TaskId[]])[] {
  const tasks = new Map<string, TaskId[]>();
  for (const lead of leads.filter(isAlone)) {
    for (const family of lead.families) tasks.set(family, [...(tasks.get(family) ?? []), lead.task]);
  }
  return [...tasks].sort(([, a], [, b]) => b.length - a.length);
}
