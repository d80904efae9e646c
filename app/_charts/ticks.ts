import type { ChartAxis } from "./chart-point.ts";

/** Round numbers across a range, about `count` of them: 1, 2 or 5 times a power of ten apart. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/**
 * Round numbers within a range of positive numbers: the wider the range, the fewer a decade.
 *
 * @throws where the range begins at zero or below, which no number of decades reaches
 */
export function logTicks(low: number, high: number): number[] {
  if (low <= 0) throw new Error(`a logarithmic axis from ${low}; expected a positive number`);
  const decades = Math.log10(high / low);
  const factors =
    decades > 4 ? [1] : decades > 2.45 ? [1, 3] : decades > 1.5 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** The range of values with some air on both sides: a twentieth of it, in logarithms on a log axis. */
export function paddedDomain(values: readonly number[], scale: "linear" | "log"): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (scale === "log") {
    const factor = low === high ? 2 : (high / low) ** 0.06;
    return [low / factor, high * factor];
  }
  const air = low === high ? Math.abs(low) || 1 : (high - low) * 0.06;
  return [low - air, high + air];
}

/** As printed, less the noughts at its end. */
export const tickText = (tick: number, digits: number): string => Number(tick.toFixed(digits)).toString();

/**
 * An axis of sizes, none of them negative: logarithmic where that is wanted and two of them differ in more than one being zero.
 * A zero has no place on such an axis and stands at its beginning. About `count` ticks on a linear one.
 */
export function sizeAxis(
  sizes: readonly number[],
  wanted: "linear" | "log",
  count: number,
): Pick<ChartAxis, "scale" | "domain" | "ticks"> {
  const positive = sizes.filter((size) => size > 0);
  const scale = positive.length === sizes.length || new Set(positive).size > 1 ? wanted : "linear";
  const domain = paddedDomain(scale === "log" ? positive : sizes, scale);
  const ticks = scale === "log" ? logTicks(...domain) : linearTicks(...domain, count);
  return { scale, domain, ticks: ticks.filter((tick) => tick >= 0) };
}
