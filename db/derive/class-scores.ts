import { compareText } from "./compare-text.ts";

/** A class's score, in percent. */
export interface ClassScore {
  readonly name: string;
  readonly percent: number;
}

/** What the evaluator puts before a class's name among a result's further numbers. */
const prefix = "iou/";

/** The class that a further number is the score of; null: of none. */
export const classOf = (key: string): string | null =>
  key.startsWith(prefix) ? key.slice(prefix.length) : null;

/** Intersection over union of each class, the mean over results that have it, best first; none where none has any. */
export function classScores(results: readonly Readonly<Record<string, number>>[]): ClassScore[] {
  const values = new Map<string, number[]>();
  for (const [key, value] of results.flatMap((secondary) => Object.entries(secondary))) {
    const name = classOf(key);
    if (name === null) continue;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return [...values]
    .map(([name, all]) => ({ name, percent: all.reduce((sum, one) => sum + one, 0) / all.length }))
    .sort((a, b) => b.percent - a.percent || compareText(a.name, b.name));
}
