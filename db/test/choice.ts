import { metrics, type TaskId } from "#contract/tasks";
import type { ChoiceOption, OptionScore } from "../derive/choice/option.ts";

type Scores = Partial<Record<TaskId, number | Partial<OptionScore>>>;

/** A backbone to choose among others: 20 GMACs, 100 ms, 86 M parameters, 500 MB, 224 pixels, any use, unless a test says else. */
export function testOption(id: string, scores: Scores, facts: Partial<ChoiceOption> = {}): ChoiceOption {
  return {
    ...{ id, label: id, training: "self-supervised", inputSizePixels: 224, parametersMillions: 86 },
    ...{ gmacs: 20, memoryMegabytes: 500, licence: "MIT", use: "allowed", overallRank: null },
    times: { cpu: { ms: 100, isUntrained: false } },
    ...facts,
    scores: Object.fromEntries(
      Object.entries(scores).map(([task, score]): [string, OptionScore] => [
        task,
        {
          ...{ value: Number.NaN, sharedRank: null, interval: null },
          ...(typeof score === "number" ? { value: score } : score),
        },
      ]),
    ),
  };
}

/** Tasks of which some option has a score, in the contract's order. */
export function testTasks(options: readonly ChoiceOption[]): TaskId[] {
  const main = metrics.filter(({ primary }) => primary).map(({ task }) => task);
  return main.filter((task) => options.some(({ scores }) => scores[task]));
}
