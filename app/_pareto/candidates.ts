import { dominations } from "#contract/statistics";
import type { BoardRow } from "#db/derive/board/board.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { type Training, trainingOf } from "#db/derive/board-view/training.ts";
import { type Cost, isTime, speedOf } from "./costs.ts";

/** A backbone with both numbers, as plain data. */
export interface Candidate {
  readonly id: string;
  readonly label: string;
  readonly training: Training;
  readonly cost: number;
  /** The cost is a time that was measured with random weights. */
  readonly isUntrained: boolean;
  readonly score: number;
  /** 95 % interval of the score; null where it is not known. */
  readonly interval: readonly [number, number] | null;
  readonly onFront: boolean;
  /** Of the backbones that cost no more and score no worse, the best score's label; null on the front. */
  readonly dominator: string | null;
  /** How many more of them there are. */
  readonly otherDominators: number;
}

/**
 * The rows that have both numbers, cheapest first; the front is that of exactly these rows.
 *
 * @param settingId whose times count; times of different settings never meet
 */
export function candidates(
  rows: readonly BoardRow[],
  column: MetricColumn,
  cost: Cost,
  settingId?: string,
): Candidate[] {
  const points = rows.flatMap((row) => {
    const { backbone } = row;
    const cell = row.cells[column.id];
    const spent = cost.of(row, column.task, settingId);
    if (!cell || spent === undefined) return [];
    const { id, label, category } = backbone;
    const { value: score, interval } = cell;
    const isUntrained = isTime(cost.id) && speedOf(row, settingId)?.isUntrained === true;
    return [{ id, label, training: trainingOf(category), score, interval, cost: spent, isUntrained }];
  });
  const sign = column.better === "higher" ? -1 : 1;
  points.sort((a, b) => a.cost - b.cost || sign * (a.score - b.score));
  const dominated = dominations(points, column.better);
  return points.map((point, index) => {
    const { best, count } = dominated[index] ?? { best: null, count: 0 };
    const dominator = best === null ? null : (points[best]?.label ?? null);
    return { ...point, onFront: count === 0, dominator, otherDominators: Math.max(0, count - 1) };
  });
}

/** Who is on the frontier, in a sentence; empty where there is nobody. */
export function frontierSentence(found: readonly Candidate[]): string {
  const front = found.filter(({ onFront }) => onFront).map(({ label }) => label);
  const [first] = front;
  if (first === undefined) return "";
  if (found.length === 1) {
    return `Only ${first} has both numbers here, so there is nothing to dominate it or to be dominated.`;
  }
  const names = `${front.length > 1 ? ", cheapest first" : ""}: ${front.join(", ")}.`;
  if (front.length === found.length) {
    return `${found.length === 2 ? "Both" : `All ${found.length}`} backbones are on the frontier${names}`;
  }
  const count = `${front.length} of ${found.length} backbones ${front.length === 1 ? "is" : "are"}`;
  return `${count} on the frontier${names}`;
}

/** The same, and what is with the others. */
export function frontierWords(found: readonly Candidate[]): string {
  const sentence = frontierSentence(found);
  const dominated = found.filter(({ onFront }) => !onFront).length;
  if (dominated === 0) return sentence;
  const others = dominated === 1 ? "The other one" : "Every other one";
  return `${sentence} ${others} is dominated: something costs no more and scores no worse.`;
}

/** "17 of 18 with random weights, which take the same time"; empty where none was. */
export function untrainedWords(times: readonly { readonly isUntrained: boolean }[]): string {
  const count = times.filter(({ isUntrained }) => isUntrained).length;
  if (count === 0) return "";
  const who = count === times.length ? "all" : `${count} of ${times.length}`;
  return `${who} with random weights, which take the same time as trained ones`;
}

/** "DINOv2 and 3 more", or null on the front. */
export function dominatedWords({ dominator, otherDominators }: Candidate): string | null {
  return dominator !== null && otherDominators > 0 ? `${dominator} and ${otherDominators} more` : dominator;
}
