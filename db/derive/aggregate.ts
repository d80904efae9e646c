import { type Category, type MetricFacts, type MetricId, metrics, standings, taskFacts } from "#contract";
import type { Board, BoardRow, BoardStanding } from "../board-types.ts";

/** How much each task of a category counts. */
export type CategoryWeights = Readonly<Record<Category, number>>;

export const equalWeights: CategoryWeights = {
  "instance awareness": 1,
  "local semantics": 1,
  "spatial understanding": 1,
};

interface CountedMetric {
  readonly metric: MetricFacts;
  readonly weight: number;
}

/** Main metric of each task that has a weight and a result on the board. */
function countedMetrics({ rows }: Board, weights: CategoryWeights): CountedMetric[] {
  return metrics.flatMap((metric) => {
    const weight = weights[taskFacts(metric.task).category];
    const counts = metric.primary && weight > 0 && rows.some(({ cells }) => cells[metric.id]);
    return counts ? [{ metric, weight }] : [];
  });
}

/** Places from 1 by a figure; ties share the better place, also those that rounding errors would part. */
function places(exact: readonly number[], better: "higher" | "lower"): number[] {
  const figures = exact.map((figure) => Number(figure.toPrecision(12)));
  const ahead = (a: number, b: number) => (better === "higher" ? a > b : a < b);
  return figures.map((own) => 1 + figures.filter((other) => ahead(other, own)).length);
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/**
 * Four aggregates of every row, in the board's order: over all counted tasks or not at all, since a figure over fewer
 * tasks is another figure. Every weight 0: nobody is ranked.
 */
export function aggregateBoard(board: Board, weights: CategoryWeights = equalWeights): BoardStanding[] {
  const counted = countedMetrics(board, weights);
  const missingOf = ({ cells }: BoardRow): MetricId[] =>
    counted.flatMap(({ metric }) => (cells[metric.id] ? [] : [metric.id]));
  const complete = counted.length === 0 ? [] : board.rows.filter((row) => missingOf(row).length === 0);
  const found = standings(
    {
      scores: complete.map(({ cells }) => counted.map(({ metric }) => cells[metric.id]?.value ?? Number.NaN)),
      better: counted.map(({ metric }) => metric.better),
    },
    counted.map(({ weight }) => weight),
  );
  const ranks = {
    "mean-rank": places(
      found.map(({ meanRank }) => meanRank),
      "lower",
    ),
    borda: places(
      found.map(({ borda }) => borda),
      "higher",
    ),
    "win-rate": places(
      found.map(({ winRate }) => winRate),
      "higher",
    ),
    relative: places(
      found.map(({ relativeMean }) => relativeMean),
      "higher",
    ),
  };
  return board.rows.map((row): BoardStanding => {
    const index = complete.indexOf(row);
    const own = found[index];
    const rank = (places: readonly number[], figure: number) => ({
      value: finite(figure),
      rank: Number.isFinite(figure) ? (places[index] ?? null) : null,
    });
    return {
      backboneId: row.backbone.id,
      missing: missingOf(row),
      aggregates: own
        ? {
            "mean-rank": rank(ranks["mean-rank"], own.meanRank),
            borda: rank(ranks.borda, own.borda),
            "win-rate": rank(ranks["win-rate"], own.winRate),
            relative: rank(ranks.relative, own.relativeMean),
          }
        : null,
    };
  });
}

/**
 * Ranks that differ only where the data tell the backbones apart: 1 + how many have a rank interval wholly better than
 * one's own. null stays unranked.
 */
export function sharedRanks(intervals: readonly (readonly [number, number] | null)[]): (number | null)[] {
  const known = intervals.filter((interval) => interval !== null);
  return intervals.map((own) => own && 1 + known.filter(([, worst]) => worst < own[0]).length);
}
