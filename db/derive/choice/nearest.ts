import { costOf, type Limit, type LimitId, missedBy, type Verdict } from "./limits.ts";
import type { OrderedOption } from "./order.ts";
import { isCost } from "./question.ts";

/** A limit that a backbone misses, and by how much. */
export interface Missed {
  readonly limit: LimitId;
  readonly verdict: Exclude<Verdict, "within">;
  /** Where the limit is a number: what this backbone costs, and how many times the limit that is. */
  readonly cost: number | null;
  readonly excess: number | null;
}

/** A backbone that misses little. */
export interface NearMiss {
  readonly option: OrderedOption;
  readonly missed: readonly Missed[];
}

const mostNear = 3;

function missedLimit(option: OrderedOption, limit: Limit, settingId: string | null): Missed {
  const verdict = limit.verdictOn(option) === "beyond" ? "beyond" : "not known";
  return {
    ...{ limit: limit.id, verdict },
    cost: isCost(limit.id) ? costOf(option, limit.id, settingId) : null,
    excess: limit.excessOf(option),
  };
}

/** By how many times what is a number is exceeded, all together. */
const excessOf = ({ missed }: NearMiss) => missed.reduce((product, { excess }) => product * (excess ?? 1), 1);

/** What is not known may be far away, and a licence or an input is not missed by a little. */
const unmeasuredOf = ({ missed }: NearMiss) => missed.filter(({ excess }) => excess === null).length;

/** Three at most: those that miss the fewest limits, of these by the least in all, then the best. */
export function nearestOf(
  offered: readonly OrderedOption[],
  limits: readonly Limit[],
  settingId: string | null,
): NearMiss[] {
  return offered
    .map((option) => ({
      option,
      missed: missedBy(option, limits).map((limit) => missedLimit(option, limit, settingId)),
    }))
    .sort(
      (a, b) =>
        a.missed.length - b.missed.length ||
        unmeasuredOf(a) - unmeasuredOf(b) ||
        excessOf(a) - excessOf(b) ||
        a.option.place - b.option.place,
    )
    .slice(0, mostNear);
}
