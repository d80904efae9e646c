import { and, inArray, ne } from "drizzle-orm";
import { protocolTaskIds } from "#contract";
import type { CohortMembers } from "../derive/board/cohort.ts";
import { isOwnKind } from "../derive/board/cohort-kind.ts";
import { settingKey } from "../derive/board/setting.ts";
import { compareText } from "../derive/compare-text.ts";
import { type GridProgress, type GridRun, gridProgress } from "../derive/progress.ts";
import { type Database, sharedDatabase } from "../open/shared-database.ts";
import { results } from "../schema.ts";
import { backboneLabels, currentCohorts } from "./boards.ts";
import { knownBackbones } from "./known-backbones.ts";
import { taskOf } from "./metric-rows.ts";
import { ofNewestResults } from "./newest-state.ts";

/** How far the measurements of one board are. */
export interface BoardProgress extends GridProgress {
  /** null: nothing is on it yet, so it has no page. */
  readonly cohortId: string | null;
  readonly title: string;
}

interface Sent extends GridRun {
  readonly id: string;
  readonly setting: string;
  readonly columnKey: string;
}

async function sentRuns(db: Database): Promise<Sent[]> {
  const { id, backboneId, task, setting, columnKey, standing } = results;
  const rows = await db
    .select({ id, backboneId, task, setting, columnKey, standing })
    .from(results)
    .where(and(ne(results.source, "paper"), inArray(standing, ["accepted", "waiting"])));
  return rows.map((row) => ({
    ...{ ...row, task: taskOf(row.task) },
    standing: row.standing === "accepted" ? "accepted" : "waiting",
  }));
}

/** What counts on a board, and what waits and would come to it. */
function runsOf({ resultIds, setting, columnKeys }: CohortMembers, sent: readonly Sent[]): Sent[] {
  const counted = new Set(resultIds);
  const key = settingKey(setting);
  return sent.filter((run) => {
    if (run.standing === "accepted") return counted.has(run.id);
    return run.setting === key && (columnKeys[run.task] ?? run.columnKey) === run.columnKey;
  });
}

const isOfficial = ({ setting }: CohortMembers) => setting.kind === "official" && setting.budget === "full";

/**
 * Progress of each main board of measured results: of the official one over all backbones that the evaluator comes with, of the
 * others over those that are on them. The site knows what was sent to it, not what workers are at.
 */
export function progress(db: Database = sharedDatabase().db): Promise<readonly BoardProgress[]> {
  return ofNewestResults(db, "progress", async () => {
    const sent = await sentRuns(db);
    const labels = await backboneLabels(db);
    const of = (runs: readonly GridRun[], known: Iterable<string>) => {
      const ids = new Set([...known, ...runs.map(({ backboneId }) => backboneId)]);
      const backbones = [...ids].map((id) => ({ id, label: labels.get(id) ?? id }));
      backbones.sort((a, b) => compareText(a.label, b.label));
      return gridProgress(backbones, protocolTaskIds, runs);
    };
    const boards = (await currentCohorts(db)).filter(
      ({ cohort }) => cohort.variant === null && cohort.kind !== "paper" && !isOwnKind(cohort.kind),
    );
    const found = boards.map((board) => ({
      ...{ cohortId: board.cohort.id, title: board.cohort.title },
      ...of(runsOf(board, sent), isOfficial(board) ? knownBackbones().keys() : []),
    }));
    const none = { cohortId: null, title: "Measured on the official data sets" };
    const isThere = boards.some(isOfficial);
    return isThere ? found : [{ ...none, ...of([], knownBackbones().keys()) }, ...found];
  });
}
