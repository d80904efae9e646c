import { availableParallelism } from "node:os";

/**
 * Threads that read features, make targets and measure outputs: a quarter of the cores, one at least. Four keep up with a
 * card; a processor that trains needs its cores itself.
 */
export const dataThreads = (cores = availableParallelism()): number =>
  Math.max(1, Math.min(4, Math.floor(cores / 4)));
