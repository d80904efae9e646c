import { type MetricId, metricIds } from "#contract";
import type { Board } from "./board/board.ts";
import { overallRanking } from "./board-view/ranking.ts";

/** A number that is not the same in two snapshots; null: not there. */
export interface CellChange {
  readonly cohortId: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly metric: MetricId;
  readonly before: number | null;
  readonly after: number | null;
}

/** A rank by mean rank that is not the same in two snapshots; null: not there or incomplete. */
export interface RankChange {
  readonly cohortId: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** A backbone that only one of two snapshots has on a board. */
export interface Arrival {
  readonly cohortId: string;
  readonly backboneId: string;
  readonly backboneLabel: string;
  readonly change: "came" | "went";
  /** Its rank on the board that has it; null: incomplete. */
  readonly rank: number | null;
}

/** Boards of the same cohort in two snapshots; null where a snapshot has no such cohort. */
export interface BoardPair {
  readonly cohortId: string;
  readonly before: Board | null;
  readonly after: Board | null;
}

/** Label of every backbone on either board; the later one where both have it. */
function labels({ before, after }: BoardPair): Map<string, string> {
  const rows = [...(before?.rows ?? []), ...(after?.rows ?? [])];
  return new Map(rows.map(({ backbone }) => [backbone.id, backbone.label]));
}

/** Numbers that were added, changed or went away. */
export function cellChanges(pairs: readonly BoardPair[]): CellChange[] {
  return pairs.flatMap((pair) => {
    const rowOf = (board: Board | null, id: string) => board?.rows.find((row) => row.backbone.id === id);
    return [...labels(pair)].flatMap(([backboneId, backboneLabel]) => {
      const [before, after] = [rowOf(pair.before, backboneId), rowOf(pair.after, backboneId)];
      return metricIds.flatMap((metric) => {
        const change = {
          before: before?.cells[metric]?.value ?? null,
          after: after?.cells[metric]?.value ?? null,
        };
        if (change.before === change.after) return [];
        return { cohortId: pair.cohortId, backboneId, backboneLabel, metric, ...change };
      });
    });
  });
}

const ranksOn = (board: Board | null) =>
  new Map((board ? overallRanking(board) : []).map(({ backbone, rank }) => [backbone.id, rank]));

/** Backbones that came to a board or went from it, by rank. */
export function arrivals(pairs: readonly BoardPair[]): Arrival[] {
  return pairs.flatMap((pair) => {
    const [before, after] = [ranksOn(pair.before), ranksOn(pair.after)];
    const found = [...labels(pair)].flatMap(([backboneId, backboneLabel]): Arrival[] => {
      const [was, is] = [before.get(backboneId), after.get(backboneId)];
      if ((was === undefined) === (is === undefined)) return [];
      const change = was === undefined ? "came" : "went";
      return [{ cohortId: pair.cohortId, backboneId, backboneLabel, change, rank: was ?? is ?? null }];
    });
    return found.sort((a, b) => (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY));
  });
}

/** Ranks by mean rank that moved, appeared or went away. */
export function rankChanges(pairs: readonly BoardPair[]): RankChange[] {
  return pairs.flatMap((pair) => {
    const [before, after] = [ranksOn(pair.before), ranksOn(pair.after)];
    return [...labels(pair)].flatMap(([backboneId, backboneLabel]) => {
      const change = { before: before.get(backboneId) ?? null, after: after.get(backboneId) ?? null };
      if (change.before === change.after) return [];
      return { cohortId: pair.cohortId, backboneId, backboneLabel, ...change };
    });
  });
}
