import { metricFacts, type TaskId, taskFacts } from "#contract/tasks";
import type { Choice } from "#db/derive/choice/choose.ts";
import type { LimitId } from "#db/derive/choice/limits.ts";
import type { Missed } from "#db/derive/choice/nearest.ts";
import type { OrderRule } from "#db/derive/choice/order.ts";
import type { Gap, Pick } from "#db/derive/choice/picks.ts";
import { type ChoiceQuestion, type CostId, isCost } from "#db/derive/choice/question.ts";
import type { Newcomer, Relaxation } from "#db/derive/choice/relaxations.ts";
import { useWords } from "../_backbone/licence-words.ts";
import { list } from "../_parts/format.ts";

interface CostWords {
  /** Of its field. */
  readonly label: string;
  readonly name: string;
  readonly unit: string;
  /** What is said where nobody knows it. */
  readonly unknown: string;
}

export const costWords: Readonly<Record<CostId, CostWords>> = {
  gmacs: { label: "GMACs at most", name: "compute", unit: "GMACs", unknown: "not counted" },
  ms: { label: "Milliseconds an image at most", name: "time", unit: "ms", unknown: "not measured" },
  parameters: {
    label: "Parameters at most, M",
    name: "parameters",
    unit: "M parameters",
    unknown: "not known",
  },
  memory: { label: "Memory at most, MB", name: "memory", unit: "MB", unknown: "not counted" },
};

const digits = 3;

/** "17.6 GMACs"; three digits say enough. */
export const costText = (cost: CostId, value: number) =>
  `${Number(value.toPrecision(digits)).toLocaleString("en")} ${costWords[cost].unit}`;

/** A bound with few digits that lets the value in. */
export function roomFor(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - digits + 1);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(digits));
}

/** "9 backbones fit", "1 fits". */
const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

const shares = ["half", "a third", "a quarter", "a fifth", "a sixth", "a seventh", "an eighth", "a ninth"];

/** "a fifth of its compute", "1.6 times its compute". */
export function shareWords(share: number, cost: CostId): string {
  const { name } = costWords[cost];
  if (share > 1.05) return `${Number(share.toPrecision(2))} times its ${name}`;
  if (share > 0.95) return `the same ${name}`;
  const simple = shares.find((_, index) => Math.abs(share * (index + 2) - 1) <= 0.05);
  if (simple) return simple === "half" ? `half its ${name}` : `${simple} of its ${name}`;
  return `${Number((100 * share).toPrecision(2))} % of its ${name}`;
}

/** "Pascal VOC 2012 mIoU", "mean rank over 6 tasks". */
export function ruleWords({ metric, tasks }: OrderRule): string {
  if (metric === null) return `mean rank over ${tasks.length} tasks`;
  const { task, label } = metricFacts(metric);
  return `${taskFacts(task).label} ${label}`;
}

/** "3.1 points", "0.026 m", "2.5 mean ranks": a difference without its sign. */
export function differenceWords(difference: number, { metric }: OrderRule): string {
  const size = Math.abs(difference);
  if (metric === null) {
    const shown = size.toFixed(1);
    return `${shown} mean ${shown === "1.0" ? "rank" : "ranks"}`;
  }
  const { unit, digits: places, label } = metricFacts(metric);
  const shown = size.toFixed(places);
  if (unit === "percent") return `${shown} ${shown === "1.0" ? "point" : "points"}`;
  return unit === "metre" ? `${shown} m` : `${shown} ${label}`;
}

/** "85.3 %", "mean rank 1.5". */
export function figureWords(figure: number, { metric }: OrderRule): string {
  if (metric === null) return `mean rank ${figure.toFixed(1)}`;
  const { unit, digits: places, label } = metricFacts(metric);
  const sign = unit === "percent" ? " %" : unit === "metre" ? " m" : "";
  return `${label} ${figure.toFixed(places)}${sign}`;
}

const ordinal = (place: number) => {
  const ending = new Intl.PluralRules("en", { type: "ordinal" }).select(place);
  return `${place}${{ one: "st", two: "nd", few: "rd", other: "th", many: "th", zero: "th" }[ending]}`;
};

const tasksInWords = (tasks: readonly TaskId[]) => list(tasks.map((task) => taskFacts(task).label));

function gapWords(gap: Gap, rule: OrderRule, cost: CostId, isBestOfAll: boolean): string {
  const at = gap.costShare === null ? "" : `, at ${shareWords(gap.costShare, cost)}`;
  const of = isBestOfAll ? `${gap.label}, the best of all` : gap.label;
  if (gap.lead === 0) return `Level with ${of}${at}`;
  const lead = differenceWords(gap.lead, rule);
  if (gap.isTied) return `Not told apart from ${of} (${lead} behind)${at}`;
  return `${lead} behind ${of}${at}`;
}

/** What speaks for a pick, the weightiest first. */
export function reasonsFor(pick: Pick, choice: Choice, isLimited: boolean): string[] {
  const { rule, cost, fitting } = choice;
  const all = isLimited ? `the ${fitting} that fit` : `${fitting}`;
  const rank = pick.placeOfFitting === 1 ? "Best" : ordinal(pick.placeOfFitting);
  const place = fitting === 1 ? "The only one that fits" : `${rank} of ${all} by ${ruleWords(rule)}`;
  const reasons = [place];
  if (pick.against) reasons.push(gapWords(pick.against, rule, cost, pick.placeOfFitting === 1));
  if (pick.tiedWith > 0) {
    reasons.push(`Not told apart from ${count(pick.tiedWith, "other that fits", "others that fit")}`);
  }
  if (pick.bestIn.length > 0) reasons.push(`Best of ${all} in ${tasksInWords(pick.bestIn)}`);
  if (pick.isCheapest) reasons.push(`Nothing that fits takes less ${costWords[cost].name}`);
  return reasons;
}

/** "at most 20 GMACs", "commercial use allowed", "input of 224 or 384 pixels". */
export function limitWords(limit: LimitId, { most, inputs }: ChoiceQuestion): string {
  if (isCost(limit)) return `at most ${most[limit] === null ? "any" : costText(limit, most[limit])}`;
  if (limit === "use") return useWords.allowed;
  const sides = new Intl.ListFormat("en", { type: "disjunction" }).format(inputs.map(String));
  return `input of ${sides} pixels`;
}

/** "8 need more, 1 not counted". */
export function ruledOutWords({ limit, beyond, unknown }: Relaxation): string {
  const known = isCost(limit) ? "need more" : limit === "use" ? "forbid it" : "take another";
  const one = isCost(limit) ? "needs more" : limit === "use" ? "forbids it" : "takes another";
  const open = isCost(limit) ? costWords[limit].unknown : "with terms of their own";
  const words = [
    ...(beyond > 0 ? [count(beyond, one, known)] : []),
    ...(unknown > 0 ? [`${unknown} ${open}`] : []),
  ];
  return words.join(", ") || "nothing";
}

/** "CLIP with 17.6 GMACs, 2.3 points better". */
export function newcomerWords(limit: LimitId, newcomer: Newcomer, rule: OrderRule): string {
  const { label, needs, inputSizePixels, licence, gain } = newcomer;
  const facts = [
    ...(isCost(limit) ? [needs === null ? costWords[limit].unknown : costText(limit, needs)] : []),
    ...(limit === "inputs" ? [`${inputSizePixels} pixels`] : []),
    ...(limit === "use" ? [licence ?? "no licence stated"] : []),
  ];
  return `${label} (${[...facts, ...gainWords(gain, rule)].join("; ")})`;
}

function gainWords(gain: number | null, rule: OrderRule): string[] {
  if (gain === null) return [];
  if (gain === 0) return ["level with the best that fits"];
  return [`${differenceWords(gain, rule)} ${gain > 0 ? "better" : "worse"} than the best that fits`];
}

/** "61 GMACs, 3.1 times what is allowed", "licence CC-BY-NC-4.0 forbids commercial use". */
export function missedWords(missed: Missed, option: Pick["option"]): string {
  const { limit, verdict, cost, excess } = missed;
  if (isCost(limit)) {
    if (cost === null || excess === null) return `${costWords[limit].name} ${costWords[limit].unknown}`;
    return `${costText(limit, cost)}, ${Number(excess.toPrecision(2))} times what is allowed`;
  }
  if (limit === "inputs") return `input of ${option.inputSizePixels} pixels`;
  if (verdict === "beyond") return `${option.licence} forbids commercial use`;
  return option.licence === null ? "no licence stated" : `${option.licence} has terms of its own`;
}

/** What was found, in a sentence. */
export function summaryWords({ offered, complete, fitting, rule }: Choice, isLimited: boolean): string {
  const scored = complete < offered ? `, ${complete} of them with every score asked for` : "";
  const all = `${count(offered, "trained backbone", "trained backbones")} on this board${scored}`;
  if (complete === 0) return `${all}: nothing to choose from.`;
  const by = `Ordered by ${ruleWords(rule)}, ${rule.better} is better.`;
  if (!isLimited) return `${all}. ${by}`;
  return `${all}; ${fitting === 0 ? "none fits" : count(fitting, "fits", "fit")}. ${by}`;
}
