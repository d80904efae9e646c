import { dominators, paretoFront } from "#contract";
import type { BackboneRow, MetricColumn } from "../_board/board-table.ts";
import type { Cost } from "./costs.ts";

export interface Candidate {
  readonly row: BackboneRow;
  readonly cost: number;
  readonly score: number;
  /** 95 % interval of the score; null where it is not known. */
  readonly interval: readonly [number, number] | null;
  readonly onFront: boolean;
  /** Backbones that cost no more and score no worse, best score first; empty on the front. */
  readonly dominatedBy: readonly BackboneRow[];
}

/**
 * The rows that have both numbers, cheapest first; the front is that of exactly these rows.
 *
 * @param settingId whose times count; times of different settings never meet
 */
export function candidates(
  rows: readonly BackboneRow[],
  column: MetricColumn,
  cost: Cost,
  settingId?: string,
): Candidate[] {
  const points = rows.flatMap((row) => {
    const score = row.scores[column.id];
    const spent = cost.of(row, column.task, settingId);
    if (!score || spent === undefined) return [];
    return [{ row, score: score.value, interval: score.interval, cost: spent }];
  });
  const sign = column.better === "higher" ? -1 : 1;
  points.sort((a, b) => a.cost - b.cost || sign * (a.score - b.score));
  const front = new Set(paretoFront(points, column.better));
  const ahead = dominators(points, column.better);
  return points.map((point, index) => ({
    ...point,
    onFront: front.has(index),
    dominatedBy: (ahead[index] ?? [])
      .flatMap((other) => points[other] ?? [])
      .sort((a, b) => sign * (a.score - b.score))
      .map((other) => other.row),
  }));
}

/** Who is on the frontier and what is with the others, in a sentence or two; empty where there is nobody. */
export function frontierWords(found: readonly Candidate[]): string {
  const front = found.filter(({ onFront }) => onFront).map(({ row }) => row.label);
  const [first] = front;
  if (first === undefined) return "";
  if (found.length === 1) {
    return `Only ${first} has both numbers here, so there is nothing to dominate it or to be dominated.`;
  }
  const names = `${front.length > 1 ? ", cheapest first" : ""}: ${front.join(", ")}.`;
  const dominated = found.length - front.length;
  if (dominated === 0) {
    return `${found.length === 2 ? "Both" : `All ${found.length}`} backbones are on the frontier${names}`;
  }
  const count = `${front.length} of ${found.length} backbones ${front.length === 1 ? "is" : "are"}`;
  const others = dominated === 1 ? "The other one" : "Every other one";
  return `${count} on the frontier${names} ${others} is dominated: something costs no more and scores no worse.`;
}

/** "Dino V2 and 3 more", or null on the front. */
export function dominatedWords({ dominatedBy: [first, ...rest] }: Candidate): string | null {
  if (!first) return null;
  return rest.length === 0 ? first.label : `${first.label} and ${rest.length} more`;
}
