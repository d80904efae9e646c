import type { TaskId } from "#contract/tasks";
import { positive } from "../board-view/view.ts";

/** What a backbone costs, each in one unit. */
export const costIds = ["gmacs", "ms", "parameters", "memory"] as const;
export type CostId = (typeof costIds)[number];
export const isCost = (id: string): id is CostId => costIds.some((cost) => cost === id);

/** What somebody needs. */
export interface ChoiceQuestion {
  /** Those that count, in the board's order; none: all of the board. */
  readonly tasks: readonly TaskId[];
  /** The most that may be spent: GMACs, milliseconds, millions, 10^6 bytes; null: any. */
  readonly most: Readonly<Record<CostId, number | null>>;
  /** Whose times count; null: nobody has measured any. */
  readonly settingId: string | null;
  readonly use: "any" | "commercial";
  /** Sides of the input in pixels; none: any. */
  readonly inputs: readonly number[];
}

/** What there is to ask of a board. */
export interface ChoiceOffer {
  readonly tasks: readonly TaskId[];
  readonly settings: readonly { readonly id: string }[];
  readonly inputs: readonly number[];
}

/** Parameters of the page's address; the page's form has fields of these names. */
export const questionNames = {
  tasks: "tasks",
  ...{ gmacs: "gmacs", ms: "ms", parameters: "params", memory: "memory" },
  ...{ settingId: "device", use: "use", inputs: "input" },
} as const satisfies Readonly<Record<CostId | Exclude<keyof ChoiceQuestion, "most">, string>>;

/** As the page writes lists, `a,b`, and as a form sends them, once each. */
const listed = (parameters: URLSearchParams, name: string) =>
  parameters.getAll(name).flatMap((text) => text.split(","));

const boundOf = (parameters: URLSearchParams) => (cost: CostId) =>
  positive(parameters.get(questionNames[cost]));

/** Reads a question from a URL's parameters; what the board does not have is passed over. */
export function parseQuestion(parameters: URLSearchParams, offer: ChoiceOffer): ChoiceQuestion {
  const [tasks, inputs] = [
    listed(parameters, questionNames.tasks),
    listed(parameters, questionNames.inputs).map(Number),
  ];
  const bound = boundOf(parameters);
  const asked = parameters.get(questionNames.settingId);
  const settingId = (offer.settings.find(({ id }) => id === asked) ?? offer.settings[0])?.id ?? null;
  const chosen = offer.tasks.filter((task) => tasks.includes(task));
  return {
    // All of them are what none means: one question has one address.
    tasks: chosen.length === offer.tasks.length ? [] : chosen,
    most: {
      gmacs: bound("gmacs"),
      // Where nobody has measured a time, a bound would leave nothing.
      ms: settingId === null ? null : bound("ms"),
      parameters: bound("parameters"),
      memory: bound("memory"),
    },
    settingId,
    use: parameters.get(questionNames.use) === "commercial" ? "commercial" : "any",
    inputs: offer.inputs.filter((input) => inputs.includes(input)),
  };
}

export function serialiseQuestion(question: ChoiceQuestion, offer: ChoiceOffer): URLSearchParams {
  const parameters = new URLSearchParams();
  const set = (name: string, value: string | number | null) => {
    if (value !== null && value !== "") parameters.set(name, String(value));
  };
  set(questionNames.tasks, question.tasks.join(","));
  for (const cost of costIds) set(questionNames[cost], question.most[cost]);
  // A default that a later measurement may move is written out where a bound hangs on it.
  if (question.most.ms !== null || question.settingId !== (offer.settings[0]?.id ?? null)) {
    set(questionNames.settingId, question.settingId);
  }
  if (question.use !== "any") set(questionNames.use, question.use);
  set(questionNames.inputs, question.inputs.join(","));
  return parameters;
}
