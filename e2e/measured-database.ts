import {
  bootstrapReplicateCount,
  type MetricFacts,
  metricsOf,
  type ProtocolTaskId,
  protocolTaskIds,
  type ResultBundle,
} from "#contract";
import { openDatabase } from "#db/open/client.ts";
import { testBundle } from "#db/test/bundle.ts";
import { maintainerReceipt } from "#db/test/receipt.ts";
import { testSpeed } from "#db/test/speed.ts";
import { insertResult } from "#db/write/insert-result.ts";
import { insertSpeed } from "#db/write/insert-speed.ts";
import { numbers } from "./made-up-numbers.ts";

/** A database with measured results, made up and the same in every run, for pictures of pages that show such results. */

/** Names that nobody takes for a published backbone's. */
const backbones = [
  { id: "made-up-a", label: "Made up A", category: "self-supervised", strength: 1, ms: 210 },
  { id: "made-up-b", label: "Made up B", category: "vision-language", strength: 0.98, ms: 150 },
  { id: "made-up-c", label: "Made up C with a long name", category: "supervised", strength: 0.8, ms: 95 },
  { id: "made-up-d", label: "Made up D", category: "self-supervised", strength: 0.78, ms: 260 },
  { id: "made-up-e", label: "Made up E", category: "baseline", strength: 0.3, ms: 20 },
] as const;

type Backbone = Omit<(typeof backbones)[number], "strength"> & { readonly strength: number };

const best: Readonly<Record<MetricFacts["unit"], number>> = {
  percent: 60,
  fraction: 0.3,
  metre: 0.4,
  nat: 0.5,
};

function bundleOf(
  { id, label, category, strength }: Backbone,
  task: ProtocolTaskId,
  seed: number,
): ResultBundle {
  const random = numbers(
    1000 * seed + 10 * protocolTaskIds.indexOf(task) + backbones.findIndex((one) => one.id === id),
  );
  const noise = (share: number) => 1 + share * (random.next().value - 0.5);
  const metrics = metricsOf(task).map(({ id: metric, unit, better }) => {
    const value = best[unit] * strength ** (better === "higher" ? 1 : -1) * noise(0.04);
    const replicates = Array.from({ length: bootstrapReplicateCount }, () => value * noise(0.08));
    return [metric, { value, bootstrap: { replicates, indicesSha256: "5".repeat(64) } }];
  });
  const manifest = { label, category, objective: "none", pretrainingData: "none" };
  const bundle = testBundle({
    backboneId: id,
    manifest,
    task,
    seed,
    command: `evaluator run --backbone ${id} --task ${task}`,
  });
  const secondary = task === "voc2012" ? classScores(strength, noise) : bundle.secondary;
  return { ...bundle, secondary, metrics: Object.fromEntries(metrics) };
}

/** As the evaluator names them, beside a number of no class. */
function classScores(strength: number, noise: (share: number) => number): ResultBundle["secondary"] {
  const classes = ["background", "cat", "person", "pottedplant", "tvmonitor"];
  const scores = classes.map((name, index) => [`iou/${name}`, (90 - 12 * index) * strength * noise(0.1)]);
  return { pixelAccuracy: 0.9, ...Object.fromEntries(scores) };
}

/** What another maintainer measured again: one backbone with the same outcome, one with another. */
function secondRuns(): ResultBundle[] {
  const [first, , third] = backbones;
  const again = [first, { ...third, strength: 0.4 }].map((one) => bundleOf(one, "voc2012", 0));
  return again.map((bundle) => ({
    ...bundle,
    environment: { ...bundle.environment, command: `${bundle.environment.command} --device cuda` },
  }));
}

/** Enters all of it through the doors that uploads take, a minute apart, into a new database in the folder. */
export async function fillMeasuredDatabase(dataDirectory: string): Promise<void> {
  const open = await openDatabase({ dataDirectory, url: undefined });
  let minutes = 0;
  const receipt = () => maintainerReceipt(minutes++, "made-up");
  const bundles = protocolTaskIds.flatMap((task) =>
    [0, 1].flatMap((seed) => backbones.map((backbone) => bundleOf(backbone, task, seed))),
  );
  const speeds = backbones.map(({ id, ms }) => testSpeed({ backboneId: id, backboneMs: ms }));
  try {
    const outcomes = [];
    for (const bundle of bundles) outcomes.push(await insertResult(open, bundle, receipt()));
    for (const bundle of secondRuns())
      outcomes.push(await insertResult(open, bundle, maintainerReceipt(minutes++, "made-up-again")));
    for (const speed of speeds) outcomes.push(await insertSpeed(open, speed, receipt()));
    const refused = outcomes.find(({ status }) => status !== "created");
    if (refused) throw new Error(`a made-up document was not stored: ${JSON.stringify(refused)}`);
  } finally {
    await open.close();
  }
}
