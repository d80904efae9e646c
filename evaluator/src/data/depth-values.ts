import { InputError } from "../files/input-error.ts";
import { type DepthLimits, depthRange, isTrainingDepth } from "../protocol.ts";
import type { DepthMap } from "./dataset.ts";

/** NYUv2's camera was held upright: a frame that is higher than wide was stored in another order of its axes. */
export function requireLandscape(width: number, height: number, what: string): void {
  if (width >= height) return;
  throw new InputError(
    `${what}: ${width} x ${height} pixels, width x height; expected frames wider than high, as NYUv2's 640 x 480: these lie on their side`,
  );
}

const isMeasured = (depth: number): boolean => depth > 0 && depth < Number.POSITIVE_INFINITY;

/**
 * Throws InputError for depths that are no metres: where most of what was measured lies beyond what counts, it is
 * millimetres or another unit. Frames without any depth are told of; they teach and measure nothing.
 */
export function requireMetres(
  { depthMeters }: DepthMap,
  what: string,
  onWarning?: (message: string) => void,
  range: DepthLimits = depthRange,
): void {
  let [measured, inRange] = [0, 0];
  for (const depth of depthMeters) {
    if (!isMeasured(depth)) continue;
    measured++;
    if (isTrainingDepth(depth, range)) inRange++;
  }
  if (measured === 0) {
    onWarning?.(`${what}: no pixel has a depth (0, not a number or infinite everywhere)`);
    return;
  }
  if (2 * inRange >= measured) return;
  const median = depthMeters.filter(isMeasured).sort()[measured >> 1];
  const { minDepthMeters, maxDepthMeters } = range;
  const unit = median > 10 * maxDepthMeters ? ": these look like millimetres" : "";
  throw new InputError(
    `${what}: the median depth is ${median.toPrecision(4)}; expected metres, ${minDepthMeters} to ${maxDepthMeters}${unit}`,
  );
}
