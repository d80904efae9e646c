import { availableParallelism } from "node:os";

/**
 * Threads that read features, and as many that make targets and measure outputs: half the cores, one at least. Eight keep
 * up with a card: COCO-Stuff's metric takes 0.28 s an image; a processor that trains needs its cores itself.
 */
export const dataThreads = (cores = availableParallelism()): number =>
  Math.max(1, Math.min(8, Math.floor(cores / 2)));
