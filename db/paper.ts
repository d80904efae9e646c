import { z } from "zod";
import {
  backboneCategories,
  type MetricId,
  metricFacts,
  metricIds,
  type ReadoutId,
  readoutId,
  type TaskId,
  taskIds,
} from "#contract";
import type { BackboneFacts } from "./board-types.ts";
import paperJson from "./paper-results.json" with { type: "json" };

const scoresSchema = z.record(z.string(), z.number());
const paperSchema = z.object({
  backbones: z.record(
    z.string(),
    z.object({
      label: z.string(),
      imageSize: z.number(),
      featureSize: z.number(),
      paramsMillions: z.number(),
      category: z.enum(backboneCategories),
      objective: z.string(),
      architecture: z.string(),
      pretrainingData: z.string(),
      featureDim: z.number(),
      results: z.record(z.enum(taskIds), scoresSchema),
      learnableMillions: z.record(z.enum(taskIds), z.number()),
    }),
  ),
  ablations: z.record(z.string(), z.record(z.string(), z.union([z.number(), scoresSchema]))),
  higherResolution: z.object({ higher: z.record(z.string(), scoresSchema) }),
});

/** Table 5's row headings. */
const readoutOfRow: Readonly<Record<string, ReadoutId>> = {
  base: "base",
  "8-dim": "dim-8",
  "24-dim": "dim-24",
  "4 heads": "heads-4",
  "No masking": "no-mask",
  "No indiv. σ": "shared-sigma",
  "No FFN": "no-ffn",
  "No CNN γ": "no-cnn",
};

/** The printed metrics of one backbone, task and readout. */
export interface PrintedResult {
  readonly backboneId: string;
  readonly task: TaskId;
  readonly readout: ReadoutId;
  readonly resolution: "standard" | "higher";
  readonly metrics: Partial<Record<MetricId, number>>;
  readonly learnableMillions: number | null;
}

const metricId = z.enum(metricIds);
const paper = paperSchema.parse(paperJson);

export function paperBackbones(): BackboneFacts[] {
  return Object.entries(paper.backbones).map(([id, printed]) => ({
    id,
    label: printed.label,
    category: printed.category,
    objective: printed.objective,
    architecture: printed.architecture,
    pretrainingData: printed.pretrainingData,
    inputSizePixels: printed.imageSize,
    featureGrid: [printed.featureSize, printed.featureSize],
    featureDim: printed.featureDim,
    parametersMillions: printed.paramsMillions,
    licence: null,
    leak: null,
    paper: null,
    manifest: null,
  }));
}

/** Tables 3 and 4. */
function mainResults(): PrintedResult[] {
  return Object.entries(paper.backbones).flatMap(([backboneId, printed]) =>
    taskIds.map((task) => ({
      backboneId,
      task,
      readout: readoutId.enum.base,
      resolution: "standard" as const,
      metrics: Object.fromEntries(
        Object.entries(printed.results[task]).map(([name, value]) => [
          metricId.parse(`${task}/${name}`),
          value,
        ]),
      ),
      learnableMillions: printed.learnableMillions[task],
    })),
  );
}

function printedCell(
  metric: string,
  backboneId: string,
  value: number,
  options: Pick<PrintedResult, "readout" | "resolution">,
): PrintedResult {
  const facts = metricFacts(metricId.parse(metric));
  return {
    backboneId,
    task: facts.task,
    ...options,
    metrics: { [facts.id]: value },
    learnableMillions: null,
  };
}

/** Table 5 without its first row, which repeats Tables 3 and 4. */
function ablationResults(): PrintedResult[] {
  return Object.entries(paper.ablations).flatMap(([row, columns]) => {
    const readout = readoutOfRow[row];
    if (!readout) throw new Error(`row "${row}" of Table 5 has no readout id`);
    if (readout === "base") return [];
    return Object.entries(columns).flatMap(([metric, values]) =>
      typeof values === "number"
        ? []
        : Object.entries(values).map(([backboneId, value]) =>
            printedCell(metric, backboneId, value, { readout, resolution: "standard" }),
          ),
    );
  });
}

/** Appendix A.2. */
function higherResolutionResults(): PrintedResult[] {
  return Object.entries(paper.higherResolution.higher).flatMap(([backboneId, values]) =>
    Object.entries(values).map(([metric, value]) =>
      printedCell(metric, backboneId, value, { readout: "base", resolution: "higher" }),
    ),
  );
}

export function paperResults(): PrintedResult[] {
  return [...mainResults(), ...ablationResults(), ...higherResolutionResults()];
}
