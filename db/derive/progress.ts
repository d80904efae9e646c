import type { TaskId } from "#contract/tasks";
import { groupBy } from "./group-by.ts";

/** One run of a grid's cell that is here. */
export interface GridRun {
  readonly backboneId: string;
  readonly task: TaskId;
  readonly standing: "accepted" | "waiting";
}

/** How many runs, one a seed, of a backbone on a task count, and how many wait. */
export type ProgressCell = readonly [measured: number, waiting: number];

export interface ProgressRow {
  readonly id: string;
  readonly label: string;
  /** In the order of the tasks. */
  readonly cells: readonly ProgressCell[];
}

/** How far a grid of backbones and tasks is. */
export interface GridProgress {
  readonly tasks: readonly TaskId[];
  readonly rows: readonly ProgressRow[];
  /** Cells with a run that counts, those without one of which one waits, and the others. */
  readonly measured: number;
  readonly waiting: number;
  readonly missing: number;
  /** All that count, over all seeds. */
  readonly runs: number;
}

/**
 * @param backbones rows of the grid, in order; runs of others are passed over
 * @param tasks columns of the grid, likewise
 */
export function gridProgress(
  backbones: readonly { readonly id: string; readonly label: string }[],
  tasks: readonly TaskId[],
  runs: readonly GridRun[],
): GridProgress {
  const runsOf = groupBy(runs, ({ backboneId, task }) => `${backboneId} ${task}`);
  const rows = backbones.map(({ id, label }): ProgressRow => {
    const cells = tasks.map((task): ProgressCell => {
      const own = runsOf.get(`${id} ${task}`) ?? [];
      const measured = own.filter(({ standing }) => standing === "accepted").length;
      return [measured, own.length - measured];
    });
    return { id, label, cells };
  });
  const cells = rows.flatMap((row) => row.cells);
  const measured = cells.filter(([count]) => count > 0).length;
  const waiting = cells.filter(([count, waits]) => count === 0 && waits > 0).length;
  return {
    ...{ tasks, rows, measured, waiting },
    missing: cells.length - measured - waiting,
    runs: cells.reduce((sum, [count]) => sum + count, 0),
  };
}
