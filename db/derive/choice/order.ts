import { standings } from "#contract/statistics";
import { type MetricId, metrics, type TaskId } from "#contract/tasks";
import { competitionRanks, figureForRank } from "../board/ranks.ts";
import { compareText } from "../compare-text.ts";
import type { ChoiceOption, OptionScore } from "./option.ts";

/** What options are ordered by: one task's main metric, or the mean rank over several tasks. */
export interface OrderRule {
  readonly tasks: readonly TaskId[];
  /** null: the mean rank. */
  readonly metric: MetricId | null;
  readonly better: "higher" | "lower";
  /** Are the tasks all that the board has? */
  readonly isWholeBoard: boolean;
}

export interface OrderedOption extends ChoiceOption {
  /** The score, or the mean rank among all of the board that have the tasks, as the board itself ranks. */
  readonly figure: number;
  /** By the figure, from 1, among the same. */
  readonly place: number;
}

export interface IncompleteOption {
  readonly id: string;
  readonly label: string;
  readonly option: ChoiceOption;
  /** Of the tasks asked for. */
  readonly missing: readonly TaskId[];
}

export interface Order {
  readonly rule: OrderRule;
  /** Best first, those of one place by name. */
  readonly ordered: readonly OrderedOption[];
  readonly incomplete: readonly IncompleteOption[];
}

export const mainMetric = (task: TaskId) => metrics.find((metric) => metric.task === task && metric.primary);

/** @param boardTasks all of the board; where none is asked for, they are */
export function orderOf(
  options: readonly ChoiceOption[],
  asked: readonly TaskId[],
  boardTasks: readonly TaskId[],
): Order {
  const tasks = asked.length > 0 ? asked : boardTasks;
  const columns = tasks.flatMap((task) => mainMetric(task) ?? []);
  const [only] = columns.length === 1 ? columns : [];
  const missingOf = ({ scores }: ChoiceOption) => tasks.filter((task) => !scores[task]);
  const complete = options.filter((option) => tasks.length > 0 && missingOf(option).length === 0);
  const found = standings({
    scores: complete.map(({ scores }) => tasks.map((task) => scores[task]?.value ?? Number.NaN)),
    better: columns.map(({ better }) => better),
  });
  const rule: OrderRule = {
    ...{ tasks, metric: only?.id ?? null, better: only?.better ?? "lower" },
    isWholeBoard: tasks.length === boardTasks.length,
  };
  const figures = complete.map(({ scores }, index) => {
    const own = only && scores[only.task]?.value;
    return own ?? found[index]?.meanRank ?? Number.NaN;
  });
  const places = competitionRanks(figures.map(figureForRank), rule.better);
  return {
    rule,
    ordered: complete
      .map((option, index) => ({
        ...option,
        ...{ figure: figures[index] ?? Number.NaN, place: places[index] ?? complete.length },
      }))
      .sort((a, b) => a.place - b.place || compareText(a.label, b.label)),
    incomplete: options.flatMap((option) => {
      const { id, label } = option;
      const missing = missingOf(option);
      return missing.length > 0 ? [{ id, label, option, missing }] : [];
    }),
  };
}

/** Do two scores share a rank on the board or, where ranks are not known, do their intervals overlap? */
function isLevel(a: OptionScore | undefined, b: OptionScore | undefined): boolean {
  if (!a || !b) return false;
  if (a.value === b.value) return true;
  if (a.sharedRank !== null && b.sharedRank !== null) return a.sharedRank === b.sharedRank;
  if (!a.interval || !b.interval) return false;
  return a.interval[0] <= b.interval[1] && b.interval[0] <= a.interval[1];
}

/** Do the data not tell two options apart? Over several tasks: in their rank over the whole board, or else in none of them. */
export function areTied(a: OrderedOption, b: OrderedOption, { tasks, isWholeBoard }: OrderRule): boolean {
  if (a.place === b.place) return true;
  const isOverall = tasks.length > 1 && isWholeBoard && a.overallRank !== null && b.overallRank !== null;
  if (isOverall) return a.overallRank === b.overallRank;
  return tasks.every((task) => isLevel(a.scores[task], b.scores[task]));
}
