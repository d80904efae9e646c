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

/** For each point the indices, ascending, of the points that dominate it; empty for those on the front. */
export function dominators(points: readonly ParetoPoint[], better: "higher" | "lower"): number[][] {
  const sign = better === "higher" ? 1 : -1;
  return points.map((point) =>
    points.flatMap((other, index) => {
      const gain = sign * (other.score - point.score);
      const saving = point.cost - other.cost;
      return gain >= 0 && saving >= 0 && (gain > 0 || saving > 0) ? [index] : [];
    }),
  );
}
