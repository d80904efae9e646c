/**
 * Every task on features that are the true answer at the queries' resolution, and on noise, over several seeds:
 *
 *   tsx bench/oracle.ts --data DIR [--tasks voc2012,...] [--seeds 0,1,2] [--scale 0.5]
 *
 * DIR: a few hundred scenes made by `evaluator data scenes`, or the data sets. `scale` is the share of the protocol's
 * output size, so that a task ends within minutes on two cores. What to expect of an oracle is "read off": the answer
 * that the features hold, enlarged bilinearly and scored without learning. It is no perfect score, since the features
 * are coarser than the output and a detector's boxes lie around the centroid of a mask, not in the middle of its box.
 * Exits with 1 where the middle seed's oracle stays away from it, any seed's oracle far away, or any seed's noise near.
 * The middle seed, since an upsampler of four channels may begin with nearly all of its rectifiers off, as boundaries'
 * does with seed 2: for hundreds of steps only the output's bias learns, and the score stays behind the others'.
 */
import { parseArgs } from "node:util";
import { metricsOf, type ProtocolTaskId } from "../src/contract/index.ts";
import type { Dataset } from "../src/data/dataset.ts";
import { protocol, type TaskSizes } from "../src/protocol.ts";
import { percentile } from "../src/statistics/index.ts";
import { boundariesTask } from "../src/tasks/boundaries.ts";
import { cocoStuffTask } from "../src/tasks/coco-stuff.ts";
import { instanceDiscriminationTask } from "../src/tasks/instance-discrimination.ts";
import { nyuv2DepthTask } from "../src/tasks/nyuv2-depth.ts";
import { objectDetectionTask } from "../src/tasks/object-detection.ts";
import { noiseFeatures, oracleFeatures } from "../src/tasks/oracle.fixture.ts";
import { type ProbedFeatures, probe } from "../src/tasks/probe.fixture.ts";
import { type AnyProtocolTask, readOff } from "../src/tasks/read-off.fixture.ts";
import type { Summary } from "../src/tasks/task.ts";
import { voc2012Task } from "../src/tasks/voc2012.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    tasks: { type: "string" },
    seeds: { type: "string", default: "0,1,2" },
    scale: { type: "string", default: "0.5" },
  },
});

const seeds = options.seeds.split(",").map(Number);

/** A task, and as much of the protocol's training, at the protocol's own rate, as an oracle needs. */
interface Trial {
  readonly task: AnyProtocolTask;
  readonly iterations: number;
  readonly batchSize: number;
}

function sizesOf(task: ProtocolTaskId): TaskSizes {
  const side = Math.round(Number(options.scale) * protocol[task].queryGrid[0]);
  return { imageSize: [8 * side, 8 * side], queryGrid: [side, side] };
}

const trials: readonly Trial[] = [
  { task: instanceDiscriminationTask(sizesOf("instance-discrimination")), iterations: 600, batchSize: 8 },
  { task: boundariesTask(sizesOf("boundaries")), iterations: 1000, batchSize: 4 },
  { task: objectDetectionTask(sizesOf("object-detection")), iterations: 300, batchSize: 4 },
  { task: voc2012Task(sizesOf("voc2012")), iterations: 400, batchSize: 8 },
  { task: cocoStuffTask(sizesOf("coco-stuff")), iterations: 400, batchSize: 4 },
  { task: nyuv2DepthTask(sizesOf("nyuv2-depth")), iterations: 800, batchSize: 8 },
];

/** The middle seed's oracle must reach this share of what can be read off (an error: stay below it by the same factor) ... */
const nearShare = 0.75;
/** ... and this one parts the others: every oracle above, all noise below. Positions alone tell some instances apart. */
const farShare = 0.5;

function primaryMetric(id: ProtocolTaskId) {
  const metric = metricsOf(id).find(({ primary }) => primary);
  if (!metric) throw new Error(`${id} has no primary metric`);
  return metric;
}

async function scoresOf(
  { task, iterations, batchSize }: Trial,
  dataset: Dataset<unknown>,
  features: ProbedFeatures,
  score: (summary: Summary) => number,
): Promise<number[]> {
  const found = [];
  const { learningRate } = protocol[task.id];
  for (const seed of seeds) {
    found.push(score(await probe(task, dataset, features, { seed, learningRate, iterations, batchSize })));
  }
  return found;
}

function row(cells: readonly string[]): string {
  const widths = [25, 10, 10, 22, 22, 6, 7, 6, 9];
  return cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("");
}

async function compare(trial: Trial, root: string): Promise<void> {
  const { task } = trial;
  const begun = performance.now();
  const metric = primaryMetric(task.id);
  const score = ({ metrics }: Summary) => metrics[metric.id]?.() ?? Number.NaN;
  await using dataset = await task.openDataset(root, {});
  const features = oracleFeatures(task, (id) => dataset.readAnnotation(id));
  const expected = score(await readOff(task, dataset, features));
  // Each trains in one thread: the two kinds side by side.
  const [oracle, noise] = await Promise.all([
    scoresOf(trial, dataset, features, score),
    scoresOf(trial, dataset, noiseFeatures(features), score),
  ]);
  const shareOf = (own: number) => (metric.better === "higher" ? own / expected : expected / own);
  const [near, least] = [percentile(oracle.map(shareOf), 50), Math.min(...oracle.map(shareOf))];
  const far = Math.max(...noise.map(shareOf));
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  const scores = [expected, ...oracle, ...noise].map((one) => one.toFixed(metric.digits));
  const cells = [scores[0], scores.slice(1, 1 + seeds.length), scores.slice(1 + seeds.length)];
  const shares = [near, least, far].map((share) => share.toFixed(2));
  console.log(row([task.id, metric.label, ...cells.map(String), ...shares, seconds]));
  if (near >= nearShare && least >= farShare && far < farShare) return;
  console.log(
    `${task.id}: expected near >= ${nearShare}, least >= ${farShare} from the oracle and far < ${farShare} from noise`,
  );
  process.exitCode = 1;
}

const { data } = options;
if (data === undefined) throw new Error("--data: expected a folder of scenes");
const chosen = options.tasks?.split(",");
console.log(
  `seeds ${seeds}; shares of what can be read off: near, the middle oracle; least, the worst one; far, the best noise`,
);
console.log(row(["task", "metric", "read off", "oracle", "noise", "near", "least", "far", "seconds"]));
for (const trial of trials) if (!chosen || chosen.includes(trial.task.id)) await compare(trial, data);
