/** Statistics of finished results: the site derives its ranks from them, the evaluator's conformance checks them. */
export { averageRanks, replicateRanks } from "./average-ranks.ts";
export {
  type BootstrapEstimate,
  bootstrapStandardError,
  type Interval,
  type PairedDifference,
  pairedDifference,
  percentileInterval,
  type RankEstimate,
  rankIntervals,
} from "./bootstrap-interval.ts";
export { holm } from "./holm.ts";
export { mulberry32 } from "./mulberry32.ts";
export { withNearTies } from "./near-ties.ts";
export { dominations, type ParetoPoint, paretoFront } from "./pareto.ts";
export { percentile } from "./percentile.ts";
export { type ModelStandings, type Scoreboard, standings } from "./ranks.ts";
export { replicateDisagreement } from "./replicate-agreement.ts";
export {
  rankSets,
  type SimultaneousRanks,
  simultaneousRanks,
  simultaneousRanksInPieces,
} from "./simultaneous-ranks.ts";
export {
  type SpearmanCorrelation,
  spearman,
  spearmanRho,
  spearmanWithStudentP,
} from "./spearman.ts";
