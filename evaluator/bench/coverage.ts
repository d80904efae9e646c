/**
 * What the statistics of the boards claim, beside what they do in simulations whose truth is known.
 *
 *   npm run bench:coverage -w evaluator [-- SIMULATIONS]
 */
import { nearTies, type RankSetting, rankCoverage } from "./rank-coverage.ts";
import { clusterCoverage } from "./resampling-coverage.ts";

const simulations = Number(process.argv[2] ?? 400);
const steps = (step: number) => Array.from({ length: 18 }, (_, entry) => entry * step);
const settings: Readonly<Record<string, RankSetting["truth"]>> = {
  "18 near-tied": nearTies,
  "18 level": steps(0),
  "18 in small steps": steps(0.03),
  "18 in large steps": steps(0.1),
  "3 groups of 6": Array.from({ length: 18 }, (_, entry) => 0.4 * Math.floor(entry / 6)),
};
for (const [name, truth] of Object.entries(settings)) {
  const { simultaneous, percentile, power, holmPower } = rankCoverage({
    ...{ truth, images: 200, simulations, replicates: 1000 },
  });
  const different = new Set(truth).size > 1;
  console.log(
    `ranks, ${name.padEnd(18)} all ranks covered ${simultaneous.toFixed(3)} (percentile intervals ${percentile.toFixed(3)})`,
    different ? `different pairs told apart ${power.toFixed(3)} (Holm ${holmPower.toFixed(3)})` : "",
  );
}
for (const correlation of [0, 0.3, 0.6]) {
  const { frames, scenes } = clusterCoverage({ scenes: 60, correlation, simulations, replicates: 1000 });
  console.log(
    `intervals, 60 rooms, correlation ${correlation}: frames drawn ${frames.toFixed(3)}, rooms drawn ${scenes.toFixed(3)}`,
  );
}
