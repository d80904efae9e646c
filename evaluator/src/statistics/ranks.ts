import { averageRanks } from "./average-ranks.ts";

/** `scores[model][task]` of models that all have every task. */
export interface Scoreboard {
  readonly scores: readonly (readonly number[])[];
  /** Direction of each task's score. */
  readonly better: readonly ("higher" | "lower")[];
}

export interface ModelStandings {
  /** Rank per task: 1 = best, ties averaged. */
  readonly ranks: readonly number[];
  readonly meanRank: number;
  /** Sum over tasks of models beaten plus half the models tied with. */
  readonly borda: number;
  /** Borda per opponent, averaged over tasks; NaN without an opponent. */
  readonly winRate: number;
  /** Per task (s - min) / (max - min) after turning "lower is better" round; NaN where all models are equal. */
  readonly relative: readonly number[];
  /** Mean over the tasks where `relative` is defined (the paper's relative score); NaN where none is. */
  readonly relativeMean: number;
}

/** Four ways to put tasks together, for each model in the order given. `weights` (one a task) default to equal. */
export function standings(board: Scoreboard, weights?: readonly number[]): ModelStandings[] {
  const taskCount = board.better.length;
  const modelCount = board.scores.length;
  for (const [model, row] of board.scores.entries()) {
    if (row.length !== taskCount) {
      throw new RangeError(`model ${model} has ${row.length} scores; expected ${taskCount}, one a task`);
    }
  }
  const weight = weights ?? new Array<number>(taskCount).fill(1);
  if (weight.length !== taskCount) {
    throw new RangeError(`${weight.length} weights for ${taskCount} tasks; expected one a task`);
  }
  const rankColumns: number[][] = [];
  const relativeColumns: number[][] = [];
  for (const [task, better] of board.better.entries()) {
    const upward = board.scores.map((row) => (better === "higher" ? 1 : -1) * (row[task] ?? Number.NaN));
    rankColumns.push(averageRanks(upward.map((score) => -score)));
    relativeColumns.push(relativeScores(upward));
  }
  return board.scores.map((_, model) => {
    const ranks = rankColumns.map((column) => column[model] ?? Number.NaN);
    const relative = relativeColumns.map((column) => column[model] ?? Number.NaN);
    // A rank counts the models ahead and half of those level, so what is left of all models is beaten or level.
    const points = ranks.map((rank) => modelCount - rank);
    return {
      ranks,
      meanRank: weightedMean(ranks, weight),
      borda: points.reduce((sum, point, task) => sum + point * (weight[task] ?? Number.NaN), 0),
      winRate: weightedMean(points, weight) / (modelCount - 1),
      relative,
      relativeMean: weightedMean(relative, weight),
    };
  });
}

function relativeScores(upward: readonly number[]): number[] {
  const low = Math.min(...upward);
  const high = Math.max(...upward);
  return upward.map((score) => (high === low ? Number.NaN : (score - low) / (high - low)));
}

/** Mean of the defined values; NaN where none is. */
function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const weight = weights[index] ?? Number.NaN;
    sum += weight * value;
    total += weight;
  });
  return total === 0 ? Number.NaN : sum / total;
}
