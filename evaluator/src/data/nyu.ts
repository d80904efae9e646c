import type { Dataset, DepthMap } from "./dataset.ts";
import { findNyuFrames, openNyuFrames } from "./nyu-frames.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";
import type { OpenOptions } from "./open-options.ts";

/**
 * Either distribution of NYUv2, told by what the folder holds: single frames in train/ and val/, or else the labelled
 * .mat. Each is a data set with an id of its own, so their results never share a column. Throws InputError.
 */
export async function openNyu(root: string, options: OpenOptions = {}): Promise<Dataset<DepthMap>> {
  const frames = await findNyuFrames(root);
  return frames === null ? openNyuLabelled(root, options) : openNyuFrames(frames, options);
}
