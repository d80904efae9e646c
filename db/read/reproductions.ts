import { type MetricId, metricsOf, type TaskId } from "#contract";
import type { Board, BoardRow } from "../derive/board/board.ts";
import { countedOf } from "../derive/board/counted.ts";
import { groupBy } from "../derive/group-by.ts";
import { compareRuns, type RunComparison } from "../derive/reproduction.ts";
import type { results } from "../schema.ts";
import { type MetricRow, taskOf } from "./boards.ts";

/** One metric of a cell that two have measured: whose numbers the board shows, and another maintainer's. */
export interface Reproduction extends RunComparison {
  readonly task: TaskId;
  readonly metric: MetricId;
  /** Whose numbers the board shows; null: the site came with them. */
  readonly holder: string | null;
  readonly reproducedBy: string;
  /** The second run's results, one a seed. */
  readonly resultIds: readonly string[];
}

type ResultRow = typeof results.$inferSelect;

interface Shown {
  /** The backbone's row on the board, and what is known of each column's seeds. */
  readonly row: BoardRow;
  readonly statistics: Board["statistics"];
}

interface Known {
  /** All results of the backbone. */
  readonly rows: readonly ResultRow[];
  readonly valuesOf: ReadonlyMap<string, readonly MetricRow[]>;
}

/** Another maintainer's current results of the same cell, a list a holder. */
function secondRuns(cellKeys: ReadonlySet<string>, holder: string | null, rows: readonly ResultRow[]) {
  const others = rows.filter(
    (row) =>
      row.standing === "accepted" &&
      row.role === "maintainer" &&
      row.holder !== null &&
      row.holder !== holder &&
      cellKeys.has(row.cellKey),
  );
  const candidates = others.map((row) => ({ ...row, isSigned: row.source === "verified" }));
  return groupBy(
    countedOf(candidates, (row) => `${row.holder} ${row.cellKey}`),
    (row) => row.holder ?? "",
  );
}

/** Second runs of what a board shows of a backbone, metric by metric. */
export function reproductionsOn({ row, statistics }: Shown, { rows, valuesOf }: Known): Reproduction[] {
  const byId = new Map(rows.map((one) => [one.id, one]));
  const seedValues = (id: string, metric: MetricId) =>
    valuesOf.get(id)?.flatMap((one) => (one.metric === metric ? [one.value] : [])) ?? [];
  return Object.values(row.cells).flatMap(({ metric, resultIds }) => {
    const shown = resultIds.flatMap((id) => byId.get(id) ?? []);
    const [newest] = shown;
    if (!newest) return [];
    const task = taskOf(newest.task);
    if (!metricsOf(task).some(({ id }) => id === metric)) return [];
    const runs = secondRuns(new Set(shown.map(({ cellKey }) => cellKey)), newest.holder, rows);
    return [...runs].flatMap(([reproducedBy, run]) => {
      const [first, second] = [shown, run].map((ofRun) => ofRun.flatMap(({ id }) => seedValues(id, metric)));
      if (!first?.length || !second?.length) return [];
      const noise = statistics[metric]?.seedNoise ?? null;
      return [
        {
          ...{ task, metric, holder: newest.holder, reproducedBy },
          ...compareRuns(first, second, noise),
          resultIds: run.map(({ id }) => id),
        },
      ];
    });
  });
}
