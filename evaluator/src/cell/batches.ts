import { type RandomStream, uniformInteger, xoshiro128 } from "../math/random.ts";

/**
 * The order of training images: one random permutation an epoch, batches cut from their concatenation. A function of
 * (seed, iteration) alone, so a resumed run sees the images that an uninterrupted one would have seen.
 */
export function batchIds(
  ids: readonly string[],
  { seed, iteration, batchSize }: { seed: number; iteration: number; batchSize: number },
): string[] {
  const batch: string[] = [];
  let epoch = -1;
  let order: readonly number[] = [];
  for (let place = iteration * batchSize; batch.length < batchSize; place++) {
    if (Math.floor(place / ids.length) !== epoch) {
      epoch = Math.floor(place / ids.length);
      order = permutation(ids.length, seed, epoch);
    }
    batch.push(ids[order[place % ids.length]]);
  }
  return batch;
}

/** Consecutive groups of at most `size`: the order of validation and evaluation. */
export function consecutiveBatches(ids: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, group) =>
    ids.slice(group * size, (group + 1) * size),
  );
}

/** Fisher-Yates with a stream of its own for each seed and epoch. */
function permutation(length: number, seed: number, epoch: number): number[] {
  const random = xoshiro128([seed >>> 0, epoch, 0x62617463, 0x68657321]);
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = uniformInteger(random, last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** What is drawn at random within one training batch: a stream of its own for each seed and iteration. */
export function batchRandom(seed: number, iteration: number): RandomStream {
  return xoshiro128([seed >>> 0, iteration, 0x74617267, 0x65747321]);
}

/** Validation draws the same every time, so that its losses can be compared. */
export function validationRandom(): RandomStream {
  return xoshiro128([0, 0, 0x76616c69, 0x64617465]);
}
