import { type MetricFacts, metrics, taskFacts } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import { boardStandings, metricStandings } from "#db/derive/board/standings.ts";
import type { Badge } from "./badge-svg.ts";

const label = "dense probing";
const signs = { percent: " %", metre: " m", fraction: "", nat: "" } as const;

/** A metric by its id in an address, "voc2012.iou". */
export function metricOfSlug(slug: string): MetricFacts | undefined {
  return metrics.find(({ id }) => id.replace("/", ".") === slug);
}

const span = (interval: readonly [number, number] | null) => {
  if (!interval) return "";
  const [best, worst] = [Math.floor(interval[0]), Math.ceil(interval[1])];
  return best === worst ? "" : ` (${best}–${worst})`;
};

/** Rank on a board by mean rank over all its tasks; with its 95 % interval where one is known. */
function overallBadge(board: Board, id: string): Badge | null {
  const row = board.rows.find(({ backbone }) => backbone.id === id);
  const standings = boardStandings(board);
  const own = standings.find(({ backboneId }) => backboneId === id);
  if (!row || !own) return null;
  const ranked = standings.filter(({ rank }) => rank !== null).length;
  if (own.rank === null) {
    const lacks = own.missing.map((metric) => metric.split("/")[0]).join(", ");
    return {
      label,
      message: "not ranked yet",
      title: `${row.backbone.label}: not ranked on “${board.cohort.title}”; it lacks ${lacks}`,
      tone: "unknown",
    };
  }
  const place = `rank ${own.rank}${span(row.overallRankInterval)} of ${ranked}`;
  return {
    label,
    message: place,
    title: `${row.backbone.label}: ${place} by mean rank, ${board.cohort.title.toLowerCase()}`,
    tone: "known",
  };
}

/** Score and rank in one metric. */
function metricBadge(board: Board, id: string, metric: MetricFacts): Badge | null {
  const standings = metricStandings(board.rows, metric);
  const own = standings.find(({ row }) => row.backbone.id === id);
  if (!own) return null;
  const { row, cell, rank } = own;
  const score = `${cell.value.toFixed(metric.digits)}${signs[metric.unit]}`;
  const name = `${taskFacts(metric.task).label} ${metric.label}`;
  const place = `rank ${rank}${span(cell.rankInterval)} of ${standings.length}`;
  return {
    label: name,
    message: score,
    title: `${row.backbone.label}: ${name} ${score}, ${place}, ${metric.better} is better, ${board.cohort.title.toLowerCase()}`,
    tone: "known",
  };
}

/** null: the board does not have the backbone, or not in this metric. */
export function backboneBadge(board: Board, id: string, metric: MetricFacts | null): Badge | null {
  return metric ? metricBadge(board, id, metric) : overallBadge(board, id);
}

export const unknownBadge = (what: string): Badge => ({
  label,
  message: "unknown",
  title: `No ${what} on this leaderboard`,
  tone: "unknown",
});
