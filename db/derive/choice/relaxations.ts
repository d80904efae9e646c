import { costOf, type Limit, type LimitId, missedBy } from "./limits.ts";
import type { OrderedOption, OrderRule } from "./order.ts";
import { isCost } from "./question.ts";

/** A backbone that one limit alone keeps out. */
export interface Newcomer {
  readonly id: string;
  readonly label: string;
  /** What the limit would have to be; null: the limit is no number, or nobody knows it. */
  readonly needs: number | null;
  readonly inputSizePixels: number;
  readonly licence: string | null;
  /** By how much it is better than the best that fits, in the metric's unit or in mean ranks; null: nothing fits. */
  readonly gain: number | null;
}

/** What one limit of a question rules out. */
export interface Relaxation {
  readonly limit: LimitId;
  /** How many miss it, whatever else they miss. */
  readonly beyond: number;
  /** How many it rules out because nobody knows. */
  readonly unknown: number;
  /** How many it alone keeps out. */
  readonly alone: number;
  /** Of those, the one that the smallest change lets in, where the limit is a number. */
  readonly least: Newcomer | null;
  /** Of those, the best. */
  readonly best: Newcomer | null;
}

interface Question {
  readonly rule: OrderRule;
  readonly settingId: string | null;
}

/** @param offered with every score asked for, best first */
export function relaxationsOf(
  offered: readonly OrderedOption[],
  limits: readonly Limit[],
  { rule, settingId }: Question,
): Relaxation[] {
  const sign = rule.better === "higher" ? 1 : -1;
  const bestFit = offered.find((option) => missedBy(option, limits).length === 0);
  return limits.map((limit) => {
    const needsOf = (option: OrderedOption) =>
      isCost(limit.id) ? costOf(option, limit.id, settingId) : null;
    const newcomer = (option: OrderedOption | undefined): Newcomer | null =>
      option
        ? {
            ...{ id: option.id, label: option.label, needs: needsOf(option) },
            ...{ inputSizePixels: option.inputSizePixels, licence: option.licence },
            gain: bestFit ? sign * (option.figure - bestFit.figure) : null,
          }
        : null;
    const verdicts = offered.map((option) => limit.verdictOn(option));
    const alone = offered.filter((option) => {
      const [missed, ...others] = missedBy(option, limits);
      return missed === limit && others.length === 0;
    });
    const bounded = alone.filter((option) => needsOf(option) !== null);
    const [least] = bounded.sort((a, b) => (needsOf(a) ?? 0) - (needsOf(b) ?? 0) || a.place - b.place);
    return {
      limit: limit.id,
      beyond: verdicts.filter((verdict) => verdict === "beyond").length,
      unknown: verdicts.filter((verdict) => verdict === "not known").length,
      alone: alone.length,
      least: newcomer(least),
      best: newcomer(alone[0]),
    };
  });
}
