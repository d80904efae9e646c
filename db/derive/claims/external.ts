import type { MetricFacts, MetricId } from "#contract";
import type { Board } from "../board/board.ts";
import { adjusted, type RankCorrelation, rankCorrelation } from "./rank-correlation.ts";

/** One benchmark of others beside one metric of a board (paper, Fig. 5). */
export interface ExternalComparison extends RankCorrelation {
  readonly id: string;
  /** For example "CV-Bench 2D". */
  readonly benchmark: string;
  readonly source: string;
  /** Where the backbones behind the two numbers differ. */
  readonly remark: string;
  readonly metric: MetricId;
  readonly points: readonly {
    readonly backboneId: string;
    readonly label: string;
    readonly ours: number;
    readonly theirs: number;
  }[];
}

export interface ExternalBenchmarks {
  readonly comparisons: readonly ExternalComparison[];
  /** Benchmarks of Fig. 5 whose numbers we do not have, by name. */
  readonly missing: readonly string[];
}

/** Scores of one benchmark of others, by backbone id, and the metric of ours that it is compared with. */
export interface ExternalBenchmark {
  readonly id: string;
  readonly benchmark: string;
  readonly source: string;
  readonly remark: string;
  readonly metric: MetricId;
  readonly unit: MetricFacts["unit"];
  readonly better: MetricFacts["better"];
  readonly scores: Readonly<Record<string, number>>;
}

export interface ExternalScores {
  readonly benchmarks: readonly ExternalBenchmark[];
  readonly missing: readonly string[];
}

function compare(
  board: Board,
  { scores, id, benchmark, source, remark, metric }: ExternalBenchmark,
): Omit<ExternalComparison, "adjustedP"> {
  const points = board.rows.flatMap(({ backbone, cells }) => {
    const ours = cells[metric]?.value;
    const theirs = scores[backbone.id];
    return ours === undefined || theirs === undefined
      ? []
      : [{ backboneId: backbone.id, label: backbone.label, ours, theirs }];
  });
  const correlation = rankCorrelation(
    points.map(({ ours }) => ours),
    points.map(({ theirs }) => theirs),
  );
  return { id, benchmark, source, remark, metric, points, ...correlation };
}

/** A board beside the benchmarks of the paper's Fig. 5, over the backbones that both have. */
export function externalComparisons(
  board: Board,
  { benchmarks, missing }: ExternalScores,
): ExternalBenchmarks {
  return { comparisons: adjusted(benchmarks.map((benchmark) => compare(board, benchmark))), missing };
}
