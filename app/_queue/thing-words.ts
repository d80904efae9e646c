import { type MetricId, metricFacts, taskFacts } from "#contract/tasks";
import type { ThingKind } from "#db/derive/standing.ts";
import type { DecisionEntry } from "#db/read/decisions.ts";
import type { Thing } from "#db/read/things.ts";

const kindWords: Readonly<Record<ThingKind, string>> = {
  result: "result",
  speed: "speed",
  artefacts: "pictures",
  "output-sizes": "scores at other output sizes",
};

/** "Pascal VOC 2012, seed 0", "pictures of NYUv2, seed 1", "speed": a thing without its backbone. */
export function thingWords({ kind, task, seed }: Pick<Thing, "kind" | "task" | "seed">): string {
  const place = task === null ? "" : `${taskFacts(task).label}${seed === null ? "" : `, seed ${seed}`}`;
  if (kind === "result") return place;
  return place === "" ? kindWords[kind] : `${kindWords[kind]} of ${place}`;
}

export const actionWords: Readonly<Record<DecisionEntry["action"], string>> = {
  accept: "Accepted",
  withdraw: "Withdrawn",
  reinstate: "Reinstated",
};

/** "CE 0.1234, mIoU 61.2" */
export function scoreWords(metrics: Partial<Record<MetricId, number>>): string {
  return (Object.keys(metrics) as MetricId[])
    .map((id) => `${metricFacts(id).label} ${metrics[id]?.toFixed(metricFacts(id).digits)}`)
    .join(", ");
}
