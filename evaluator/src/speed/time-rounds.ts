import { percentile, type SpeedMeasurement, type Timing } from "../contract/index.ts";

export type SpeedBatch = SpeedMeasurement["batch"];

/**
 * Times `work`, one batch: warm-ups, then rounds of several batches. `work` must resolve when its results lie in memory,
 * so that nothing of a device's work is left out.
 */
export async function timeRounds(
  work: () => Promise<unknown>,
  { batches, warmUps, rounds }: SpeedBatch,
  signal: AbortSignal,
): Promise<Timing> {
  const run = async (times: number) => {
    for (let batch = 0; batch < times; batch++) {
      signal.throwIfAborted();
      await work();
    }
  };
  await run(warmUps);
  const roundsMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run(batches);
    roundsMs.push(performance.now() - start);
  }
  return { medianMs: percentile(roundsMs, 50), roundsMs };
}
