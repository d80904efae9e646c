import type { TaskId } from "#contract/tasks";
import type { ChoiceOption } from "./option.ts";
import { areTied, mainMetric, type OrderedOption, type OrderRule } from "./order.ts";

/** How a pick stands to another backbone. */
export interface Gap {
  readonly id: string;
  readonly label: string;
  /** By how much the other is better, in the metric's unit or in mean ranks; not below zero. */
  readonly lead: number;
  /** The data do not tell the two apart. */
  readonly isTied: boolean;
  /** This one's cost by the other's; null: one of them is not known. */
  readonly costShare: number | null;
}

/** One backbone of a short list, with what speaks for it. */
export interface Pick {
  readonly option: OrderedOption;
  /** Of all that fit; shared where figures are equal. */
  readonly placeOfFitting: number;
  /** How many of those that fit the data do not tell from it, besides the one that it is held against. */
  readonly tiedWith: number;
  /** Of several tasks asked for, those in which nothing that fits scores better. */
  readonly bestIn: readonly TaskId[];
  /** The best backbone on offer whatever the limits, for the first pick; the first pick, for the others; null: it is that. */
  readonly against: Gap | null;
  /** It is the best of those that fit, or not told apart from it. */
  readonly isBest: boolean;
  /** Nothing that fits costs less. */
  readonly isCheapest: boolean;
  /** null: nobody has counted or measured it. */
  readonly cost: number | null;
}

interface Surroundings {
  /** Best first. */
  readonly offered: readonly OrderedOption[];
  readonly fits: readonly OrderedOption[];
  readonly rule: OrderRule;
  readonly costIn: (option: ChoiceOption) => number | null;
}

function gapTo(other: OrderedOption, option: OrderedOption, { rule, costIn }: Surroundings): Gap {
  const sign = rule.better === "higher" ? 1 : -1;
  const [own, others] = [costIn(option), costIn(other)];
  return {
    ...{ id: other.id, label: other.label },
    lead: sign * (other.figure - option.figure),
    isTied: areTied(option, other, rule),
    costShare: own === null || others === null || others === 0 ? null : own / others,
  };
}

function isBestIn(task: TaskId, option: ChoiceOption, fits: readonly ChoiceOption[]): boolean {
  const better = mainMetric(task)?.better;
  const own = option.scores[task]?.value;
  if (own === undefined) return false;
  return fits.every(({ scores }) => {
    const value = scores[task]?.value;
    return value === undefined || (better === "higher" ? value <= own : value >= own);
  });
}

/** @param chosen best first, the first of those that fit among them */
export function picksOf(chosen: readonly OrderedOption[], around: Surroundings): Pick[] {
  const { offered, fits, rule, costIn } = around;
  const [first] = chosen;
  const [bestOfAll] = offered;
  const costs = fits.flatMap((option) => costIn(option) ?? []);
  return chosen.map((option) => {
    const other = option === first ? bestOfAll : first;
    const cost = costIn(option);
    return {
      option,
      placeOfFitting: 1 + fits.filter(({ place }) => place < option.place).length,
      tiedWith: fits.filter((one) => one !== option && one !== other && areTied(one, option, rule)).length,
      isBest: option === first || areTied(option, first ?? option, rule),
      bestIn: rule.tasks.length > 1 ? rule.tasks.filter((task) => isBestIn(task, option, fits)) : [],
      against: other && other !== option ? gapTo(other, option, around) : null,
      isCheapest: cost !== null && fits.length > 1 && cost === Math.min(...costs),
      cost,
    };
  });
}
