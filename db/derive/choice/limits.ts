import type { ChoiceOption } from "./option.ts";
import { type ChoiceQuestion, type CostId, costIds } from "./question.ts";

export type LimitId = CostId | "use" | "inputs";

/** "not known": a cost that nobody has counted or measured, or a licence of the authors' own. It is no fit. */
export type Verdict = "within" | "beyond" | "not known";

/** One thing that a question asks of a backbone. */
export interface Limit {
  readonly id: LimitId;
  readonly verdictOn: (option: ChoiceOption) => Verdict;
  /** How many times more than allowed it costs; null: it is within, or that is no number. */
  readonly excessOf: (option: ChoiceOption) => number | null;
}

/** null: nobody has counted or measured it. */
export function costOf(option: ChoiceOption, cost: CostId, settingId: string | null): number | null {
  const costs: Readonly<Record<CostId, number | null>> = {
    gmacs: option.gmacs,
    ms: (settingId === null ? undefined : option.times[settingId]?.ms) ?? null,
    parameters: option.parametersMillions,
    memory: option.memoryMegabytes,
  };
  return costs[cost];
}

function costLimit(id: CostId, most: number, settingId: string | null): Limit {
  return {
    id,
    verdictOn: (option) => {
      const cost = costOf(option, id, settingId);
      if (cost === null) return "not known";
      return cost <= most ? "within" : "beyond";
    },
    excessOf: (option) => {
      const cost = costOf(option, id, settingId);
      return cost !== null && cost > most ? cost / most : null;
    },
  };
}

const commercialLimit: Limit = {
  id: "use",
  verdictOn: ({ use }) => (use === "allowed" ? "within" : use === "forbidden" ? "beyond" : "not known"),
  excessOf: () => null,
};

const inputLimit = (inputs: readonly number[]): Limit => ({
  id: "inputs",
  verdictOn: ({ inputSizePixels }) => (inputs.includes(inputSizePixels) ? "within" : "beyond"),
  excessOf: () => null,
});

/** What a question asks, in the order in which a page names it. */
export function limitsOf({ most, settingId, use, inputs }: ChoiceQuestion): Limit[] {
  return [
    ...costIds.flatMap((cost) => {
      const bound = most[cost];
      return bound === null ? [] : [costLimit(cost, bound, settingId)];
    }),
    ...(use === "commercial" ? [commercialLimit] : []),
    ...(inputs.length > 0 ? [inputLimit(inputs)] : []),
  ];
}

/** Those that an option does not keep. */
export const missedBy = (option: ChoiceOption, limits: readonly Limit[]): Limit[] =>
  limits.filter((limit) => limit.verdictOn(option) !== "within");
