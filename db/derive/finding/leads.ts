import type { TaskId } from "#contract/tasks";
import type { Board } from "../board/board.ts";
import { metricColumn, metricsOfRows } from "../board-view/columns.ts";
import { metricPlaces, shownRanks } from "../board-view/places.ts";
import { familyName } from "./family-name.ts";

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

/** The board's tasks in which at least two backbones have a number. */
export function leadsOf({ rows }: Board): Lead[] {
  const columns = metricsOfRows(rows)
    .map(metricColumn)
    .filter(({ primary }) => primary);
  return columns.flatMap((column) => {
    const contenders = rows.filter(({ cells }) => cells[column.id]);
    if (contenders.length < 2) return [];
    const intervals = new Map(
      contenders.map(({ backbone, cells }) => [backbone.id, cells[column.id]?.rankInterval ?? null]),
    );
    const ranks = shownRanks(metricPlaces(contenders, column), intervals);
    const leaders = contenders.filter(({ backbone }) => ranks.get(backbone.id) === 1);
    const families = [...new Set(leaders.map(({ backbone }) => familyName(backbone)))];
    return [{ task: column.task, contenders: contenders.length, leaders: leaders.length, families }];
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
