import { holm, type MetricFacts, type MetricId, spearman } from "#contract";
import type { Board } from "../board/board.ts";
import type { TestedP } from "./p-words.ts";

/** One benchmark of others beside one metric of a board (paper, Fig. 5). */
export interface ExternalComparison extends TestedP {
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
  /** Spearman's; null where undefined (fewer than two points). */
  readonly rho: number | null;
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

const defined = (value: number) => (Number.isNaN(value) ? null : value);

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
  const { rho, p, isBound } = spearman(
    points.map(({ ours }) => ours),
    points.map(({ theirs }) => theirs),
  );
  return {
    id,
    benchmark,
    source,
    remark,
    metric,
    points,
    rho: defined(rho),
    p: defined(p),
    pIsBound: isBound,
  };
}

/** A board beside the benchmarks of the paper's Fig. 5, over the backbones that both have. */
export function externalComparisons(
  board: Board,
  { benchmarks, missing }: ExternalScores,
): ExternalBenchmarks {
  const found = benchmarks.map((benchmark) => compare(board, benchmark));
  const adjusted = holm(found.map(({ p }) => p));
  return {
    comparisons: found.map((comparison, index) => ({ ...comparison, adjustedP: adjusted[index] ?? null })),
    missing,
  };
}
