import { createHash } from "node:crypto";
import {
  bootstrapReplicateCount,
  metricsOf,
  type ProtocolTaskId,
  protocolTaskIds,
  type ResultBundle,
} from "#contract";
import { openDatabase } from "#db/open/client.ts";
import { backbones, metricValues, results } from "#db/schema.ts";
import { testBundle } from "#db/test/bundle.ts";
import { maintainerReceipt } from "#db/test/receipt.ts";
import { metricRows, resultRow } from "#db/write/insert-result.ts";
import { rowsThenFiles } from "#db/write/rows-then-files.ts";
import { takeSnapshot } from "#db/write/take-snapshot.ts";
import { numbers } from "../made-up-numbers.ts";

/** Databases of made-up results for the benchmark of the site: as many backbones as asked, each with all six tasks. */

export const benchCohort = "scenes-p1-smoke";
export const benchBackbone = (index: number) => `bench-${String(index).padStart(4, "0")}`;

const receipt = maintainerReceipt(0, "benchmark");

function bundleOf(index: number, task: ProtocolTaskId): ResultBundle {
  const id = benchBackbone(index);
  const random = numbers(index * protocolTaskIds.length + protocolTaskIds.indexOf(task));
  const manifest = { label: `Bench ${index}`, parameters: 1_000_000 * (1 + (index % 400)) };
  const bundle = testBundle({ backboneId: id, task, manifest, command: `evaluator run --task ${task}` });
  const value = 20 + 60 * random.next().value;
  const metrics = metricsOf(task).map((metric) => {
    const replicates = Array.from(
      { length: bootstrapReplicateCount },
      () => value + 4 * random.next().value - 2,
    );
    return [metric.id, { value, bootstrap: { replicates, indicesSha256: "5".repeat(64) } }];
  });
  return { ...bundle, metrics: Object.fromEntries(metrics) };
}

/** Stands for a bundle's own hash, which takes longer than all the rest. */
const nameHash = (name: string) => createHash("sha256").update(name).digest("hex");

/** Fills a new embedded database in the folder; rows go in without the checks and files of an upload, for speed. */
export async function fillBenchDatabase(dataDirectory: string, backboneCount: number): Promise<void> {
  const open = await openDatabase({ dataDirectory, url: undefined });
  const indices = Array.from({ length: backboneCount }, (_, index) => index);
  try {
    await open.db.transaction(async (tx) => {
      for (const index of indices) {
        const made = protocolTaskIds.map((task) => bundleOf(index, task));
        const rows = made.map((bundle) => ({ bundle, id: nameHash(`${bundle.manifest.id} ${bundle.task}`) }));
        const [first] = made;
        if (!first) throw new Error("no tasks");
        await tx.insert(backbones).values({ id: first.manifest.id, manifest: first.manifest });
        await tx.insert(results).values(rows.map(({ bundle, id }) => resultRow(bundle, id, receipt)));
        await tx.insert(metricValues).values(rows.flatMap(({ bundle, id }) => metricRows(bundle, id)));
      }
    });
    await rowsThenFiles(open, (into) => takeSnapshot(into, new Date(receipt.receivedAt)));
  } finally {
    await open.close();
  }
}
