import { type TaskId, taskIds } from "#contract";
import { classAsWords } from "./class-names.ts";
import { classScores } from "./class-scores.ts";
import { compareText } from "./compare-text.ts";

/** A task's classes over some backbones, those that differ most first. */
export interface ClassComparison {
  readonly task: TaskId;
  readonly rows: readonly {
    /** As people write it. */
    readonly label: string;
    /** Intersection over union, percent, mean over seeds, in the order of the backbones; null: not measured. */
    readonly percents: readonly (number | null)[];
    /** From the worst to the best of the backbones, percentage points. */
    readonly spread: number;
  }[];
}

/** What a stored result has besides its metrics. */
export interface ResultNumbers {
  readonly backboneId: string;
  readonly task: TaskId;
  readonly secondary: Readonly<Record<string, number>>;
}

/** One comparison for each task of which at least two of the backbones have scores by class. */
export function classComparisons(
  backboneIds: readonly string[],
  results: readonly ResultNumbers[],
): ClassComparison[] {
  return taskIds.flatMap((task): ClassComparison[] => {
    const scores = backboneIds.map((id) => {
      const own = results.filter((result) => result.backboneId === id && result.task === task);
      return new Map(
        classScores(own.map(({ secondary }) => secondary)).map(({ name, percent }) => [name, percent]),
      );
    });
    if (scores.filter(({ size }) => size > 0).length < 2) return [];
    const names = [...new Set(scores.flatMap((own) => [...own.keys()]))];
    const rows = names.map((name) => {
      const percents = scores.map((own) => own.get(name) ?? null);
      const known = percents.filter((percent) => percent !== null);
      return { label: classAsWords(task, name), percents, spread: Math.max(...known) - Math.min(...known) };
    });
    return [{ task, rows: rows.sort((a, b) => b.spread - a.spread || compareText(a.label, b.label)) }];
  });
}
