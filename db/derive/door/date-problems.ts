import type { Problem } from "#contract";

/** Nothing was measured before there was an evaluator. */
const epoch = new Date("2026-01-01T00:00:00Z");
/** Clocks of two machines differ. */
export const clockToleranceMs = 10 * 60_000;

/**
 * Why a moment cannot be when something was measured or signed; empty: it can.
 *
 * @param path of the field
 * @param instant ISO 8601
 * @param now by the server's clock
 */
export function dateProblems(path: string, instant: string, now: Date): Problem[] {
  const at = Date.parse(instant);
  const latest = new Date(now.getTime() + clockToleranceMs);
  if (at >= epoch.getTime() && at <= latest.getTime()) return [];
  const expected = `${epoch.toISOString()} to ${latest.toISOString()}, ten minutes after it came`;
  return [{ path, message: `is ${instant}; expected ${expected}` }];
}
