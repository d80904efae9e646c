import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type MetricId, metricsOf, type TaskId } from "#contract";
import type { Board, BoardRow } from "../derive/board/board.ts";
import { countedOf } from "../derive/board/counted.ts";
import { type Setting, settingKey } from "../derive/board/setting.ts";
import { groupBy } from "../derive/group-by.ts";
import { compareRuns, type RunComparison } from "../derive/reproduction.ts";
import { verdictOfAll } from "../derive/reproduction-verdict.ts";
import type { Database } from "../open/shared-database.ts";
import { metricValues, results } from "../schema.ts";
import { type MetricRow, taskOf } from "./metric-rows.ts";

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

type ResultRow = Pick<
  typeof results.$inferSelect,
  "id" | "sequence" | "backboneId" | "task" | "cellKey" | "seed" | "source" | "holder" | "role" | "standing"
>;

interface Shown {
  /** The backbone's row on the board, and what is known of each column's seeds. */
  readonly row: BoardRow;
  readonly statistics: Board["statistics"];
}

interface Known {
  /** All results of the backbone; at least those of cells that several have measured. */
  readonly rows: readonly ResultRow[];
  readonly valuesOf: ReadonlyMap<string, readonly Pick<MetricRow, "metric" | "value">[]>;
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

/** Metric by metric of the accepted results of cells that several have measured in a setting. */
function contestedValues(db: Database, setting: string) {
  const ofSetting = and(eq(results.setting, setting), eq(results.standing, "accepted"));
  const contested = db
    .select({ cellKey: results.cellKey })
    .from(results)
    .where(ofSetting)
    .groupBy(results.cellKey)
    .having(sql`count(distinct coalesce(${results.holder}, '')) > 1`);
  const { id, sequence, backboneId, task, cellKey, seed, source, holder, role, standing } = results;
  return db
    .select({
      row: { id, sequence, backboneId, task, cellKey, seed, source, holder, role, standing },
      metric: metricValues.metric,
      value: metricValues.value,
    })
    .from(results)
    .innerJoin(metricValues, eq(metricValues.resultId, results.id))
    .where(and(ofSetting, inArray(results.cellKey, contested)))
    .orderBy(asc(results.sequence));
}

/** A board with what second runs say of each number. One query, whose rows are few: most cells one alone has measured. */
export async function withSecondRuns(db: Database, setting: Setting, board: Board): Promise<Board> {
  const found = await contestedValues(db, settingKey(setting));
  if (found.length === 0) return board;
  const valuesOf = groupBy(found, ({ row }) => row.id);
  const rowsOf = groupBy(
    [...valuesOf.values()].flatMap(([first]) => first?.row ?? []),
    ({ backboneId }) => backboneId,
  );
  const withVerdicts = (row: BoardRow): BoardRow => {
    const rows = rowsOf.get(row.backbone.id);
    if (!rows) return row;
    const runs = reproductionsOn({ row, statistics: board.statistics }, { rows, valuesOf });
    const verdictsOf = groupBy(runs, ({ metric }) => metric);
    const cells = Object.values(row.cells).map((cell) => {
      const verdicts = verdictsOf.get(cell.metric)?.map(({ verdict }) => verdict) ?? [];
      return [cell.metric, { ...cell, secondRun: verdictOfAll(verdicts) }];
    });
    return { ...row, cells: Object.fromEntries(cells) };
  };
  return { ...board, rows: board.rows.map(withVerdicts) };
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
