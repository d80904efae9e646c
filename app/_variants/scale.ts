import { spanShare } from "../_charts/span-share.ts";
import { linearTicks, logTicks, paddedDomain } from "../_charts/ticks.ts";

/** From numbers to places in a drawing. */
export interface Scale {
  readonly ticks: readonly number[];
  readonly place: (value: number) => number;
}

/** Around all values, with air; the drawing's own coordinates of its ends are `from` and `to`. */
export function scale(
  values: readonly number[],
  kind: "linear" | "log",
  [from, to]: readonly [number, number],
): Scale {
  const [low, high] = paddedDomain(values, kind);
  return {
    ticks: kind === "log" ? logTicks(low, high) : linearTicks(low, high, 5),
    place: (value) => from + spanShare(value, kind, [low, high]) * (to - from),
  };
}
