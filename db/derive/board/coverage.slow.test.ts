import { expect, test } from "vitest";
import { type MetricId, metricFacts, protocolMetrics } from "#contract";
import { mulberry32 } from "#contract/statistics";
import { finished } from "../../test/finished.ts";
import type { BoardResult } from "./cell.ts";
import { columnInPieces } from "./column.ts";
import { overallRanksInPieces } from "./overall-rank.ts";
import type { RankInterval } from "./ranks.ts";

/** Boards of near-tied backbones whose true scores are known, one to three seeds each, some tasks lower-is-better. */

const backbones = 18;
const simulations = 60;
const tasks = protocolMetrics.filter(({ primary }) => primary).map(({ id }) => id);
const random = mulberry32(11);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Test images are a standard deviation of 1 off, every training another 0.7. */
function resultsOf(metric: MetricId, truth: readonly number[]): BoardResult[] {
  const facts = metricFacts(metric);
  const sign = facts.better === "higher" ? 1 : -1;
  return truth.flatMap((score, backbone) => {
    const images = normal();
    const resampled = Float64Array.from({ length: 1000 }, normal);
    return Array.from({ length: 1 + (backbone % 3) }, (_, seed): BoardResult => {
      const value = sign * (score + images + 0.7 * normal());
      const measured = {
        ...{ resultId: `${backbone} ${seed}`, sequence: seed, source: "measured", value },
        ...{ replicates: Float32Array.from(resampled, (error) => value + error), indicesSha256: "5" },
      } as const;
      return {
        ...{ backboneId: `b${backbone}`, task: facts.task, learnableMillions: null },
        metrics: { [metric]: measured },
      };
    });
  });
}

/** Do all sets hold the true ranks, lower figures first? */
function holds(figures: readonly number[], sets: ReadonlyMap<string, RankInterval | null>): boolean {
  return figures.every((figure, backbone) => {
    const [low, high] = sets.get(`b${backbone}`) ?? [Number.NaN, Number.NaN];
    const best = 1 + figures.filter((other) => other < figure - 1e-9).length;
    const worst = figures.filter((other) => other <= figure + 1e-9).length;
    return low <= best && worst <= high;
  });
}

test("ranks by a metric and over all tasks cover the truth, seeds and all", () => {
  let [columnsHeld, overallHeld] = [0, 0];
  for (let simulation = 0; simulation < simulations; simulation++) {
    const sums = new Array<number>(backbones).fill(0);
    const columns = tasks.map((metric) => {
      const truth = Array.from({ length: backbones }, () => 0.05 * random());
      for (const [backbone, score] of truth.entries()) {
        sums[backbone] = (sums[backbone] ?? 0) + truth.filter((other) => other > score).length;
      }
      const column = finished(columnInPieces(metricFacts(metric), resultsOf(metric, truth)));
      const sets = new Map([...column.cells].map(([id, { rankInterval }]) => [id, rankInterval]));
      columnsHeld += Number(
        holds(
          truth.map((score) => -score),
          sets,
        ),
      );
      return column;
    });
    overallHeld += Number(holds(sums, finished(overallRanksInPieces(columns))));
  }
  expect(columnsHeld / simulations / tasks.length).toBeGreaterThan(0.93);
  expect(overallHeld / simulations).toBeGreaterThan(0.9);
});
