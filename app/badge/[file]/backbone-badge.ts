import { type MetricFacts, metricFacts, metrics, taskFacts } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import { metricRanking, overallRanking } from "#db/derive/board-view/ranking.ts";
import type { Badge } from "./badge-svg.ts";

const label = "dense probing";
const signs = { percent: " %", metre: " m", fraction: "", nat: "" } as const;

/** A metric by its id in an address, "voc2012.iou". */
export function metricOfSlug(slug: string): MetricFacts | undefined {
  return metrics.find(({ id }) => id.replace("/", ".") === slug);
}

const span = (interval: readonly [number, number] | null) => {
  if (!interval) return "";
  const [best, worst] = interval;
  return best === worst ? "" : ` (${best}–${worst})`;
};

/** Rank on a board by mean rank over all its tasks; with its 95 % interval where one is known. */
function overallBadge(board: Board, id: string): Badge | null {
  const rows = overallRanking(board);
  const own = rows.find(({ backbone }) => backbone.id === id);
  if (!own) return null;
  const ranked = rows.filter(({ rank }) => rank !== null).length;
  if (own.rank === null) {
    const lacks = own.missing.map((metric) => metricFacts(metric).task).join(", ");
    return {
      label,
      message: "not ranked yet",
      title: `${own.backbone.label}: not ranked on “${board.cohort.title}”; it lacks ${lacks}`,
      tone: "unknown",
    };
  }
  const place = `rank ${own.rank}${span(own.rankInterval)} of ${ranked}`;
  return {
    label,
    message: place,
    title: `${own.backbone.label}: ${place} by mean rank, ${board.cohort.title.toLowerCase()}`,
    tone: "known",
  };
}

/** Score and rank in one metric. */
function metricBadge(board: Board, id: string, metric: MetricFacts): Badge | null {
  const rows = metricRanking(board, metric.id);
  const own = rows.find(({ backbone }) => backbone.id === id);
  if (!own) return null;
  const { backbone, cell, rank } = own;
  const score = `${cell.value.toFixed(metric.digits)}${signs[metric.unit]}`;
  const name = `${taskFacts(metric.task).label} ${metric.label}`;
  const place = `rank ${rank}${span(cell.rankInterval)} of ${rows.length}`;
  return {
    label: name,
    message: score,
    title: `${backbone.label}: ${name} ${score}, ${place}, ${metric.better} is better, ${board.cohort.title.toLowerCase()}`,
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
