import { firstAtLeast } from "./first-at-least.ts";

/** One candidate: what it costs (lower is better) and what it scores. */
export interface ParetoPoint {
  readonly cost: number;
  readonly score: number;
}

/**
 * Indices, ascending, of the points that no other dominates. j dominates i if it costs no more and scores no worse,
 * and is strictly better in one of the two; exact duplicates stay together.
 */
export function paretoFront(points: readonly ParetoPoint[], better: "higher" | "lower"): number[] {
  const sign = better === "higher" ? 1 : -1;
  const ordered = points
    .map((point, index) => ({ index, cost: point.cost, score: sign * point.score }))
    .sort((a, b) => a.cost - b.cost || b.score - a.score);
  const front: number[] = [];
  let best: { cost: number; score: number } | null = null;
  for (const point of ordered) {
    // By falling score within a cost, only a strict record or a copy of the last record is undominated.
    const isRecord = best === null || point.score > best.score;
    const isCopy = best !== null && point.score === best.score && point.cost === best.cost;
    if (!isRecord && !isCopy) continue;
    front.push(point.index);
    best = point;
  }
  return front.sort((a, b) => a - b);
}

export interface Domination {
  /** Index of the best score among those that dominate the point, the cheapest of level ones; null: it is on the front. */
  readonly best: number | null;
  /** How many dominate it. */
  readonly count: number;
}

/** Of each point, which others dominate it. */
export function dominations(points: readonly ParetoPoint[], better: "higher" | "lower"): Domination[] {
  const sign = better === "higher" ? 1 : -1;
  const ordered = points
    .map((point, index) => ({ index, cost: point.cost, score: sign * point.score }))
    .sort((a, b) => a.cost - b.cost || b.score - a.score);
  const found: Domination[] = points.map(() => ({ best: null, count: 0 }));
  /** Scores of those before, ascending. */
  const before: number[] = [];
  let best: (typeof ordered)[number] | null = null;
  let copies = 0;
  for (const [place, point] of ordered.entries()) {
    const last = ordered[place - 1];
    copies = last?.cost === point.cost && last.score === point.score ? copies + 1 : 0;
    const lower = firstAtLeast(before, point.score);
    const count = before.length - lower - copies;
    found[point.index] = { best: count > 0 && best ? best.index : null, count };
    before.splice(lower, 0, point.score);
    if (best === null || point.score > best.score) best = point;
  }
  return found;
}
