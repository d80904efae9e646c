/**
 * Every task on features that are the true answer at the queries' resolution, and on noise, over several seeds:
 *
 *   tsx bench/oracle.ts --data DIR [--tasks voc2012,...] [--seeds 0,1,2] [--iterations 300] [--scale 0.5]
 *
 * DIR: scenes made by `evaluator data scenes`, or the data sets. `scale` is the share of the protocol's output size, so
 * that it ends within minutes on a CPU. One line a task and kind of feature; exits with 1 where noise beats the oracle.
 */
import { parseArgs } from "node:util";
import { metricsOf } from "../src/contract/index.ts";
import { protocol, type TaskSizes } from "../src/protocol.ts";
import { boundariesTask } from "../src/tasks/boundaries.ts";
import { cocoStuffTask } from "../src/tasks/coco-stuff.ts";
import { instanceDiscriminationTask } from "../src/tasks/instance-discrimination.ts";
import { nyuv2DepthTask } from "../src/tasks/nyuv2-depth.ts";
import { objectDetectionTask } from "../src/tasks/object-detection.ts";
import { noiseFeatures, oracleFeatures } from "../src/tasks/oracle.fixture.ts";
import { type ProbedFeatures, probe } from "../src/tasks/probe.fixture.ts";
import type { ProtocolTask } from "../src/tasks/task.ts";
import { voc2012Task } from "../src/tasks/voc2012.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    tasks: { type: "string" },
    seeds: { type: "string", default: "0,1,2" },
    iterations: { type: "string", default: "300" },
    batch: { type: "string", default: "8" },
    scale: { type: "string", default: "0.5" },
  },
});

function sizesOf(task: keyof typeof protocol): TaskSizes {
  const side = Math.round(Number(options.scale) * protocol[task].queryGrid[0]);
  return { imageSize: [8 * side, 8 * side], queryGrid: [side, side] };
}

const all: readonly ProtocolTask<unknown, unknown>[] = [
  instanceDiscriminationTask(sizesOf("instance-discrimination")),
  boundariesTask(sizesOf("boundaries")),
  objectDetectionTask(sizesOf("object-detection")),
  voc2012Task(sizesOf("voc2012")),
  cocoStuffTask(sizesOf("coco-stuff")),
  nyuv2DepthTask(sizesOf("nyuv2-depth")),
];
const chosen = options.tasks?.split(",");
const seeds = options.seeds.split(",").map(Number);
const { data } = options;
if (data === undefined) throw new Error("--data: expected a folder of scenes");

console.log(`${"task".padEnd(25)}${"metric".padEnd(12)}${"features".padEnd(10)}scores of seeds ${seeds}`);
for (const task of all) {
  if (chosen && !chosen.includes(task.id)) continue;
  await compare(task, data);
}

async function compare(task: ProtocolTask<unknown, unknown>, root: string): Promise<void> {
  const dataset = await task.openDataset(root, {});
  const metric = metricsOf(task.id).find(({ primary }) => primary);
  if (!metric) throw new Error(`${task.id} has no primary metric`);
  const oracle = oracleFeatures(task, (id) => dataset.readAnnotation(id));
  const scores = async (kind: string, features: ProbedFeatures): Promise<number[]> => {
    const found = [];
    for (const seed of seeds) {
      const { iterations, batch: batchSize } = options;
      // SigLoss has no gradient below zero metres; a third of the rate keeps outputs above.
      const learningRate = task.id === "nyuv2-depth" || task.id === "object-detection" ? 0.003 : 0.01;
      const budget = { seed, learningRate, iterations: Number(iterations), batchSize: Number(batchSize) };
      const summary = await probe(task, dataset, features, budget);
      found.push(summary.metrics[metric.id]?.() ?? Number.NaN);
    }
    const shown = found.map((score) => score.toFixed(metric.digits).padStart(8)).join("");
    console.log(`${task.id.padEnd(25)}${metric.label.padEnd(12)}${kind.padEnd(10)}${shown}`);
    return found;
  };
  const best = await scores("oracle", oracle);
  const worst = await scores("noise", noiseFeatures(oracle));
  await dataset.close();
  const sign = metric.better === "higher" ? 1 : -1;
  if (!(Math.min(...best.map((s) => sign * s)) > Math.max(...worst.map((s) => sign * s)))) {
    console.log(`${task.id}: noise is not worse than the oracle`);
    process.exitCode = 1;
  }
}
