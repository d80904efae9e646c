import {
  type BootstrapEstimate,
  rankSets,
  replicateRanks,
  simultaneousRanksInPieces,
} from "#contract/statistics";
import { level } from "./cell.ts";
import type { Column } from "./column.ts";
import { type Comparable, comparableOf } from "./comparable.ts";
import type { RankInterval } from "./ranks.ts";

/**
 * The mean of a few whole ranks jumps, and its replicates say too little of how far: of 18 backbones that are level, in
 * simulations, all ranks are covered with 0.79, 0.89 and 0.91 on 2, 3 and 4 tasks, and with 0.95 from 5 on.
 */
const fewestMeanRankTasks = 5;

/**
 * Ranks by mean rank over all tasks of a board, each counting once, that hold for all its complete backbones at once with
 * 95 % confidence. By backbone; null for all where a task has no paired replicates, and below two backbones.
 */
export function* overallRanksInPieces(
  columns: readonly Column[],
): Generator<void, Map<string, RankInterval | null>> {
  const primary = columns.filter(({ metric, seeds }) => metric.primary && seeds.size > 0);
  const complete = [...(primary[0]?.seeds.keys() ?? [])].filter((id) =>
    primary.every(({ seeds }) => seeds.has(id)),
  );
  const unknown = new Map(complete.map((id) => [id, null]));
  const tasks: ComparableTask[] = [];
  for (const column of primary) {
    const comparable = complete.length > 1 ? comparableAmong(complete, column) : null;
    if (!comparable) return unknown;
    tasks.push({ comparable, better: column.metric.better });
    yield;
  }
  const significant =
    tasks.length < fewestMeanRankTasks ? yield* betterInEveryTask(tasks) : yield* betterByMeanRank(tasks);
  if (!significant) return unknown;
  const { low, high } = rankSets(significant, complete.length);
  return new Map(
    complete.map((id, index) => [id, [low[index] ?? Number.NaN, high[index] ?? Number.NaN] as const]),
  );
}

/** A column's own, where it holds of some of its backbones too: unless of fewer more resamples were defined for all. */
function comparableAmong(
  ids: readonly string[],
  { metric, seeds, statistics, comparable }: Column,
): Comparable | null {
  const inColumn = [...seeds.keys()];
  const resamples = seeds.get(inColumn[0] ?? "")?.[0]?.replicates?.length;
  if (comparable && (ids.length === inColumn.length || comparable.resamples.length === resamples)) {
    if (ids.join("\n") === inColumn.join("\n")) return comparable;
    const placeOf = new Map(inColumn.map((id, place) => [id, place]));
    const estimates = ids.flatMap((id) => comparable.estimates[placeOf.get(id) ?? -1] ?? []);
    return { ...comparable, estimates };
  }
  const column = ids.map((id) => [id, seeds.get(id) ?? []] as const);
  return comparableOf(metric.id, column, statistics.seedNoise);
}

/** Ranks on each replicate, a task; kept with what they are made of, since an upload changes those of one task. */
const ranksKept = new WeakMap<Comparable, Float32Array[]>();

function ranksOf({ comparable, better }: ComparableTask): Float32Array[] {
  const known = ranksKept.get(comparable);
  if (known) return known;
  const replicates = comparable.estimates.map((estimate) => estimate.replicates);
  const made = replicateRanks(replicates, better);
  ranksKept.set(comparable, made);
  return made;
}

interface ComparableTask {
  readonly comparable: Comparable;
  readonly better: "higher" | "lower";
}

/** Pairs (`[K, K]`) of which one is better than the other in each task beyond chance, all tasks taken together. */
function* betterInEveryTask(tasks: readonly ComparableTask[]): Generator<void, Uint8Array | null> {
  const inAll = new Uint8Array((tasks[0]?.comparable.estimates.length ?? 0) ** 2).fill(1);
  for (const { comparable, better } of tasks) {
    const { significant } = yield* simultaneousRanksInPieces(
      comparable.estimates,
      better,
      1 - (1 - level) / tasks.length,
    );
    for (let pair = 0; pair < inAll.length; pair++) if (significant[pair] !== 1) inAll[pair] = 0;
  }
  return tasks.length === 0 ? null : inAll;
}

/**
 * Pairs (`[K, K]`) whose mean ranks differ beyond chance: the procedure of a column, on the mean ranks of the replicates.
 * Replicate r of every task is one draw: tasks on the same images share it, those on others draw independently, so that any
 * pairing of theirs is as good as another. A mean rank is taken at the mean of its replicates: among backbones that are
 * level, ranks on the test images are more extreme than on resamples, and taken as they are would tell apart too many.
 */
function* betterByMeanRank(tasks: readonly ComparableTask[]): Generator<void, Uint8Array | null> {
  const ranks: Float32Array[][] = [];
  for (const task of tasks) {
    ranks.push(ranksOf(task));
    yield;
  }
  const estimates = meanRanks(
    ranks,
    tasks.map(({ comparable }) => comparable.resamples),
  );
  if ((estimates[0]?.replicates.length ?? 0) < 2) return null;
  const { significant } = yield* simultaneousRanksInPieces(estimates, "lower", level);
  return significant;
}

/** Mean over the tasks of each backbone's ranks, on the resamples on which all tasks are defined. */
function meanRanks(
  ranks: readonly (readonly Float32Array[])[],
  resamples: readonly Uint32Array[],
): BootstrapEstimate[] {
  const places = resamples.map((own) => new Map(Array.from(own, (r, place) => [r, place])));
  const shared = Array.from(resamples[0] ?? []).filter((r) => places.every((known) => known.has(r)));
  const placesOfShared = places.map((known) => Uint32Array.from(shared, (r) => known.get(r) ?? 0));
  return (ranks[0] ?? []).map((_, backbone) => {
    const sums = new Float64Array(shared.length);
    for (const [task, ofTask] of ranks.entries()) {
      const [own, from] = [ofTask[backbone], placesOfShared[task]];
      for (let r = 0; r < sums.length; r++) sums[r] = (sums[r] ?? 0) + (own?.[from?.[r] ?? 0] ?? Number.NaN);
    }
    const replicates = sums.map((sum) => sum / ranks.length);
    return { point: replicates.reduce((sum, rank) => sum + rank, 0) / replicates.length, replicates };
  });
}
