import type { MetricId } from "#contract";

/** One benchmark of others beside one metric of a board (paper, Fig. 5). */
export interface ExternalComparison {
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
  /** null below three points. */
  readonly p: number | null;
}

export interface ExternalBenchmarks {
  readonly comparisons: readonly ExternalComparison[];
  /** Benchmarks of Fig. 5 whose numbers we do not have, by name. */
  readonly missing: readonly string[];
}

/** Spearman's rank correlation of a design fact with a metric (paper, Fig. 4b), recomputed from a board. */
export interface SizeCorrelation {
  readonly fact: "featureSide" | "inputSizePixels" | "parametersMillions";
  readonly metric: MetricId;
  /** Left out because it was not trained, or nothing is left out. */
  readonly without: "nothing" | "untrained";
  readonly n: number;
  readonly rho: number | null;
  readonly p: number | null;
}

export interface ClaimCheck {
  readonly label: string;
  /** The numbers found, in words. */
  readonly found: string;
  readonly holds: boolean;
}

/** A statement of the paper, checked against the numbers that the paper itself prints. */
export interface Claim {
  readonly id: string;
  /** For example "5.1". */
  readonly section: string;
  /** The statement, in our words. */
  readonly statement: string;
  readonly verdict: "reproduced" | "partly reproduced" | "not reproduced" | "not checkable";
  readonly checks: readonly ClaimCheck[];
  /** What a reader should know besides; empty where nothing. */
  readonly comment: string;
}

export interface ClaimsReport {
  readonly claims: readonly Claim[];
  readonly correlations: readonly SizeCorrelation[];
  /** Leaving out up to four backbones, how many of all choices give both of the text's correlations? */
  readonly exclusions: readonly {
    readonly metric: MetricId;
    readonly choices: number;
    readonly hits: number;
  }[];
}
