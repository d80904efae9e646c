import studentCdf from "@stdlib/stats-base-dists-t-cdf";
import { bootstrapReplicates, imagesAsUnits, resampleIndices } from "../src/math/bootstrap.ts";
import { gaussian } from "../src/math/gaussian.fixture.ts";
import { xoshiro128 } from "../src/math/random.ts";
import {
  type BootstrapEstimate,
  bootstrapStandardError,
  holm,
  rankIntervals,
  replicateRanks,
  simultaneousRanks,
} from "../src/statistics/index.ts";

/** Backbones whose true scores are known, measured on images that are hard or easy for all of them alike. */
export interface RankSetting {
  /** True mean score of each, in units of its scatter from image to image. */
  readonly truth: readonly number[];
  readonly images: number;
  readonly simulations: number;
  readonly replicates: number;
}

/** True scores of 18 backbones that no test set of some hundred images tells apart. */
export const nearTies = Array.from({ length: 18 }, (_, entry) => 0.002 * ((entry * 7) % 18));

export interface RankCoverage {
  /** Share of simulations in which every backbone's true rank lies in its set, all places of one that it shares. */
  readonly simultaneous: number;
  /** The same of percentile intervals of replicate ranks, as they were before. */
  readonly percentile: number;
  /** Share of truly different pairs that are told apart, the right way round, and by pairwise tests with Holm. */
  readonly power: number;
  readonly holmPower: number;
}

export function rankCoverage(setting: RankSetting): RankCoverage {
  const { truth, simulations } = setting;
  const normal = gaussian(xoshiro128([truth.length, setting.images, simulations, 0x72]));
  const trueRanks = truth.map((score) => ({
    best: 1 + truth.filter((other) => other > score).length,
    worst: truth.filter((other) => other >= score).length,
  }));
  const held = { simultaneous: 0, percentile: 0, told: 0, toldByHolm: 0, different: 0 };
  for (let simulation = 0; simulation < simulations; simulation++) {
    const entries = measured(setting, normal, simulation);
    const { low, high, significant } = simultaneousRanks(entries, "higher", 0.95);
    if (trueRanks.every(({ best, worst }, entry) => low[entry] <= best && worst <= high[entry])) {
      held.simultaneous++;
    }
    const ranks = replicateRanks(
      entries.map(({ replicates }) => replicates),
      "higher",
    );
    const intervals = rankIntervals(ranks, 0.95).map(({ interval }) => interval);
    // Of a shared rank its middle is enough here, or no interval of this kind would ever hold it.
    const middles = trueRanks.map(({ best, worst }) => (best + worst) / 2);
    if (middles.every((rank, entry) => intervals[entry].low <= rank && rank <= intervals[entry].high)) {
      held.percentile++;
    }
    const byHolm = pairsByHolm(entries);
    for (const [a, score] of truth.entries()) {
      for (const [b, other] of truth.entries()) {
        if (!(score > other)) continue;
        held.different++;
        held.told += significant[a * truth.length + b];
        if (byHolm.has(`${a} ${b}`)) held.toldByHolm++;
      }
    }
  }
  return {
    simultaneous: held.simultaneous / simulations,
    percentile: held.percentile / simulations,
    power: held.told / held.different,
    holmPower: held.toldByHolm / held.different,
  };
}

/** Mean scores over images that all see, with the real bootstrap of this test set. */
function measured(
  { truth, images, replicates }: RankSetting,
  normal: () => number,
  simulation: number,
): BootstrapEstimate[] {
  const difficulty = Array.from({ length: images }, () => 2 * normal());
  const scores = truth.map((mean) => Float64Array.from(difficulty, (hard) => mean + hard + normal()));
  const indices = resampleIndices(simulation.toString(16).padStart(64, "0"), images, replicates);
  const sums = truth.map(() => new Float64Array(replicates));
  let r = 0;
  bootstrapReplicates(indices, imagesAsUnits(images), (multiplicity) => {
    for (const [entry, own] of scores.entries()) {
      let sum = 0;
      for (let image = 0; image < images; image++) sum += multiplicity[image] * own[image];
      sums[entry][r] = sum / images;
    }
    return r++;
  });
  return scores.map((own, entry) => ({
    point: own.reduce((sum, score) => sum + score, 0) / images,
    replicates: sums[entry],
  }));
}

/** Pairs told apart by a test each, Holm-adjusted over all of them: what is lost by asking for all ranks at once. */
function pairsByHolm(entries: readonly BootstrapEstimate[]): Set<string> {
  const pairs = entries.flatMap((first, a) =>
    entries.slice(a + 1).map((second, offset) => {
      const differences = Array.from(first.replicates, (value, r) => value - second.replicates[r]);
      const lead = (first.point - second.point) / bootstrapStandardError(differences);
      // Student's t of so many degrees of freedom is the normal distribution.
      const p = 2 * studentCdf(-Math.abs(lead), 1e8);
      return { name: lead > 0 ? `${a} ${a + 1 + offset}` : `${a + 1 + offset} ${a}`, p };
    }),
  );
  const adjusted = holm(pairs.map(({ p }) => p));
  return new Set(pairs.filter((_, pair) => (adjusted[pair] ?? 1) < 0.05).map(({ name }) => name));
}
