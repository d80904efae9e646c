import type { TaskId } from "#contract/tasks";
import { costOf, type Limit, limitsOf, missedBy } from "./limits.ts";
import { type NearMiss, nearestOf } from "./nearest.ts";
import { type ChoiceOption, isOffered } from "./option.ts";
import { type IncompleteOption, type OrderedOption, type OrderRule, orderOf } from "./order.ts";
import { type Pick, picksOf } from "./picks.ts";
import { type ChoiceQuestion, type CostId, costIds } from "./question.ts";
import { type Relaxation, relaxationsOf } from "./relaxations.ts";

/** A backbone by name alone. */
export interface Named {
  readonly id: string;
  readonly label: string;
}

/** What a board answers to a question, as plain data. */
export interface Choice {
  readonly rule: OrderRule;
  /** What is traded against the score: the first cost that the question bounds, else the first that is known. */
  readonly cost: CostId;
  /** Backbones on offer, how many of them have every score asked for, and how many of these keep every limit. */
  readonly offered: number;
  readonly complete: number;
  readonly fitting: number;
  /** Five at most, best first: of those that fit, those that nothing that fits is better than at about the same cost. */
  readonly picks: readonly Pick[];
  /** On that frontier as well, with lower scores than the picks. */
  readonly further: readonly Named[];
  /** They fit, and something that fits costs about as much or less and scores no worse; best first. */
  readonly dominated: readonly Named[];
  /** One a limit of the question. */
  readonly relaxations: readonly Relaxation[];
  /** They keep every limit and lack a score that was asked for. */
  readonly incomplete: readonly (Named & { readonly missing: readonly TaskId[] })[];
  /** Where nothing fits: what comes nearest. */
  readonly nearest: readonly NearMiss[];
}

const mostPicks = 5;
const named = ({ id, label }: Named): Named => ({ id, label });

/** What a question trades the score against. */
function tradedCost(fits: readonly ChoiceOption[], { most, settingId }: ChoiceQuestion): CostId {
  const bounded = (["ms", "gmacs", "parameters", "memory"] as const).find((cost) => most[cost] !== null);
  if (bounded) return bounded;
  return costIds.find((cost) => fits.some((option) => costOf(option, cost, settingId) !== null)) ?? "gmacs";
}

/** A cost that is no smaller than this share of another is about the same: a percent or two decide nothing. */
const aboutTheSame = 0.95;

/**
 * Those that nothing else on the frontier is better than at about the same cost; one whose cost is not known can be beaten by
 * nothing. Of those that are level the cheapest.
 *
 * @param fits best first
 */
function frontOf(
  fits: readonly OrderedOption[],
  costIn: (option: ChoiceOption) => number | null,
): OrderedOption[] {
  const byCost = fits.toSorted((a, b) => a.place - b.place || (costIn(a) ?? 0) - (costIn(b) ?? 0));
  let cheapest = Number.POSITIVE_INFINITY;
  return byCost.filter((option) => {
    const cost = costIn(option);
    if (cost === null) return true;
    if (cost >= aboutTheSame * cheapest) return false;
    cheapest = cost;
    return true;
  });
}

function fittingOf(incomplete: readonly IncompleteOption[], limits: readonly Limit[]): Choice["incomplete"] {
  return incomplete
    .filter(({ option }) => isOffered(option) && missedBy(option, limits).length === 0)
    .map(({ id, label, missing }) => ({ id, label, missing }));
}

/**
 * A short list of backbones for what somebody needs, with all that speaks for each and what was ruled out by which limit.
 *
 * @param options all of a board
 * @param boardTasks all tasks of the board
 */
export function choose(
  options: readonly ChoiceOption[],
  boardTasks: readonly TaskId[],
  question: ChoiceQuestion,
): Choice {
  const { rule, ordered, incomplete } = orderOf(options, question.tasks, boardTasks);
  const limits = limitsOf(question);
  const offered = ordered.filter(isOffered);
  const fits = offered.filter((option) => missedBy(option, limits).length === 0);
  const cost = tradedCost(fits.length > 0 ? fits : offered, question);
  const costIn = (option: ChoiceOption) => costOf(option, cost, question.settingId);
  const front = frontOf(fits, costIn);
  return {
    ...{ rule, cost },
    offered: options.filter(isOffered).length,
    ...{ complete: offered.length, fitting: fits.length },
    picks: picksOf(front.slice(0, mostPicks), { offered, fits, rule, costIn }),
    further: front.slice(mostPicks).map(named),
    dominated: fits.filter((option) => !front.includes(option)).map(named),
    relaxations: relaxationsOf(offered, limits, { rule, settingId: question.settingId }),
    incomplete: fittingOf(incomplete, limits),
    nearest: fits.length > 0 ? [] : nearestOf(offered, limits, question.settingId),
  };
}
