import { z } from "zod";
import { bootstrapPooled } from "../../math/bootstrap.ts";
import { type ClassCounts, classCountsOfSums, classCountsRow, meanIou } from "../../math/confusion-matrix.ts";
import { packStatistics, pooledSums, type SufficientStatistics } from "../../math/sufficient-statistics.ts";
import {
  bootstrapStandardError,
  pairedDifference,
  paretoFront,
  percentileInterval,
  rankIntervals,
  replicateRanks,
  simultaneousRanks,
  spearmanWithStudentP,
  standings,
} from "../../statistics/index.ts";
import { type Comparison, combine, compare } from "../comparison.ts";
import { encodedArray } from "../encoded-array.ts";

const bootstrap = z.strictObject({ confusion: encodedArray, resamples: encodedArray, level: z.number() });

export function checkBootstrap(input: unknown, expected: unknown): Comparison {
  const { confusion, resamples, level } = bootstrap.parse(input);
  const indices = Uint32Array.from(resamples.data);
  const miou = (sums: Float64Array) => meanIou(classCountsOfSums(sums));
  const models = statisticsByModel(confusion.data, confusion.shape);
  const estimates = models.map((statistics) => ({
    point: miou(pooledSums(statistics)),
    replicates: bootstrapPooled(statistics, indices, miou),
  }));
  const ends = ({ low, high }: { low: number; high: number }) => [low, high];
  const ranksOfModels = replicateRanks(
    estimates.map((estimate) => estimate.replicates),
    "higher",
  );
  const ranks = rankIntervals(ranksOfModels, level);
  return compare(
    expected,
    {
      point: estimates.map((estimate) => estimate.point),
      replicates: estimates.flatMap((estimate) => [...estimate.replicates]),
      ci: estimates.map((estimate) => ends(percentileInterval(estimate.replicates, level))),
      standard_error: estimates.map((estimate) => bootstrapStandardError(estimate.replicates)),
      pairs: estimates.flatMap((first, a) =>
        estimates.slice(a + 1).map((second, offset) => {
          const difference = pairedDifference(first, second, level);
          return {
            a,
            b: a + 1 + offset,
            point: difference.point,
            ci: ends(difference.interval),
            fraction_positive: difference.fractionPositive,
          };
        }),
      ),
      rank_ci: ranks.map((rank) => ends(rank.interval)),
      rank_mean: ranks.map((rank) => rank.mean),
    },
    { exact: ["a", "b"] },
  );
}

/** `confusion[model, image, label, prediction]` -> each model's per-image class counts. */
function statisticsByModel(
  confusion: ArrayLike<number>,
  [modelCount, imageCount, classCount]: readonly number[],
): SufficientStatistics[] {
  return Array.from({ length: modelCount }, (_, model) =>
    packStatistics(
      Array.from({ length: imageCount }, (_, image) => {
        const counts: ClassCounts = {
          intersection: new Float64Array(classCount),
          prediction: new Float64Array(classCount),
          label: new Float64Array(classCount),
        };
        const matrix = (model * imageCount + image) * classCount * classCount;
        for (let label = 0; label < classCount; label++) {
          for (let prediction = 0; prediction < classCount; prediction++) {
            const pixels = confusion[matrix + label * classCount + prediction];
            counts.label[label] += pixels;
            counts.prediction[prediction] += pixels;
            if (label === prediction) counts.intersection[label] += pixels;
          }
        }
        return classCountsRow(counts);
      }),
    ),
  );
}

const correlation = z.strictObject({ x: z.array(z.number()), y: z.array(z.number()) });
const correlationExpected = z.strictObject({ rho: z.number().nullable(), p: z.number().nullable() });

/** p is compared at 1e-6 relative or 1e-12 absolute; where |rho| is 1 but for rounding, at 1e-6 absolute. */
export function checkSpearman(input: unknown, expected: unknown): Comparison {
  const { x, y } = correlation.parse(input);
  const { rho, p } = correlationExpected.parse(expected);
  const found = spearmanWithStudentP(x, y);
  const ofRho = compare({ rho }, { rho: found.rho });
  if (p === null || Math.abs(rho ?? 0) > 1 - 1e-9) return combine(ofRho, compare({ p }, { p: found.p }));
  // In units of p, but never finer than 1e-12: then "absolute or relative" at 1e-6 says the same.
  const unit = Math.max(p, 1e-6);
  return combine(ofRho, compare({ p: p / unit }, { p: found.p / unit }));
}

const ranking = z.strictObject({
  scores: z.array(z.array(z.number())),
  higher_is_better: z.array(z.boolean()),
});

export function checkRanks(input: unknown, expected: unknown): Comparison {
  const { scores, higher_is_better } = ranking.parse(input);
  const better = higher_is_better.map((higher) => (higher ? "higher" : "lower"));
  const models = standings({ scores, better });
  return compare(expected, {
    ranks: models.map((model) => model.ranks),
    mean_rank: models.map((model) => model.meanRank),
    borda: models.map((model) => model.borda),
    win_rate: models.map((model) => model.winRate),
    relative: models.map((model) => model.relative),
    relative_mean: models.map((model) => model.relativeMean),
  });
}

const simultaneous = z.strictObject({
  point: z.array(z.number()),
  replicates: encodedArray,
  level: z.number(),
});

export function checkSimultaneousRanks(input: unknown, expected: unknown): Comparison {
  const { point, replicates, level } = simultaneous.parse(input);
  const [entries, count] = replicates.shape;
  const found = simultaneousRanks(
    point.map((value, entry) => ({
      point: value,
      replicates: replicates.data.subarray(entry * count, (entry + 1) * count),
    })),
    "higher",
    level,
  );
  const significant = Array.from(found.significant, (is, pair) =>
    is === 1 ? [[Math.floor(pair / entries), pair % entries]] : [],
  ).flat();
  const { low, high, criticals } = found;
  return compare(
    expected,
    { rank: low, low, high, significant, criticals },
    { exact: ["rank", "low", "high", "significant"] },
  );
}

const pareto = z.strictObject({
  cost: z.array(z.number()),
  score: z.array(z.number()),
  lower_is_better: z.boolean(),
});

export function checkPareto(input: unknown, expected: unknown): Comparison {
  const { cost, score, lower_is_better } = pareto.parse(input);
  const points = cost.map((value, index) => ({ cost: value, score: score[index] }));
  const front = paretoFront(points, lower_is_better ? "lower" : "higher");
  return compare(expected, { front }, { exact: ["front"] });
}
