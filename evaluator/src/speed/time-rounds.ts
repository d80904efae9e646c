import type { SpeedMeasurement, Timing } from "../contract/index.ts";
import { percentile } from "../statistics/percentile.ts";

export type SpeedBatch = SpeedMeasurement["batch"];

/** Times `work`, one batch, as `timeInTurns` does. */
export async function timeRounds(
  work: () => Promise<unknown>,
  batch: SpeedBatch,
  signal: AbortSignal,
): Promise<Timing> {
  return (await timeInTurns([work], batch, signal))[0]!;
}

/**
 * Times several kinds of work, one batch each: warm-ups of all, then rounds in which each runs its batches, one kind after
 * the other, so that what else the machine does meets all of them. Work must resolve when its results lie in memory, so that
 * nothing of a device's work is left out.
 */
export async function timeInTurns(
  works: readonly (() => Promise<unknown>)[],
  { batches, warmUps, rounds }: SpeedBatch,
  signal: AbortSignal,
): Promise<Timing[]> {
  const run = async (work: () => Promise<unknown>, times: number) => {
    for (let batch = 0; batch < times; batch++) {
      signal.throwIfAborted();
      await work();
    }
  };
  for (const work of works) await run(work, warmUps);
  const roundsMs = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      await run(work, batches);
      roundsMs[index]!.push(performance.now() - start);
    }
  }
  return roundsMs.map((times) => ({ medianMs: percentile(times, 50), roundsMs: times }));
}
