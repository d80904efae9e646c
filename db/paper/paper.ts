import { z } from "zod";
import {
  backboneCategories,
  type MetricId,
  metricFacts,
  protocolMetricIds,
  protocolTaskIds,
  type ReadoutId,
  readoutId,
  type TaskId,
} from "#contract";
import type { BackboneFacts } from "../derive/board/backbone-facts.ts";
import { countedFacts } from "../derive/board/counted-facts.ts";
import type { ExternalScores } from "../derive/claims/external.ts";
import type { PrintedBase } from "../derive/variants/variant-table.ts";
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
      results: z.record(z.enum(protocolTaskIds), scoresSchema),
      learnableMillions: z.record(z.enum(protocolTaskIds), z.number()),
    }),
  ),
  ablations: z.record(z.string(), z.record(z.string(), z.union([z.number(), scoresSchema]))),
  higherResolution: z.object({
    original: z.record(z.string(), scoresSchema),
    higher: z.record(z.string(), scoresSchema),
  }),
  external: z.object({
    dinosaur: z.object({
      source: z.string(),
      remark: z.string(),
      scores: z.record(z.string(), z.number()),
    }),
    cvBench: z.object({
      source: z.string(),
      remark: z.string(),
      scores: z.record(z.string(), z.tuple([z.number(), z.number()])),
    }),
    missing: z.array(z.string()),
  }),
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

const metricId = z.enum(protocolMetricIds);
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
    ...countedFacts(null, printed.imageSize),
    licence: null,
    leak: null,
    probe: null,
    paper: null,
    manifest: null,
  }));
}

/** Tables 3 and 4. */
function mainResults(): PrintedResult[] {
  return Object.entries(paper.backbones).flatMap(([backboneId, printed]) =>
    protocolTaskIds.map((task) => ({
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

/** What the tables of variants print of the main setting: more digits than Tables 3 and 4, and Table 5's sizes. */
export function paperVariants(): Record<"ablations" | "higherResolution", PrintedBase> {
  const { base = {}, ...variants } = paper.ablations;
  const sizes = Object.entries({ base, ...variants }).map(([row, { relativeParams }]) => {
    if (typeof relativeParams !== "number") throw new Error(`row "${row}" of Table 5 has no relative size`);
    return [readoutOfRow[row] ?? row, relativeParams] as const;
  });
  const printed = Object.entries(base).flatMap(([metric, values]) =>
    typeof values === "number" ? [] : [[metricId.parse(metric), values] as const],
  );
  const original: Partial<Record<MetricId, Record<string, number>>> = {};
  for (const [backboneId, values] of Object.entries(paper.higherResolution.original)) {
    for (const [metric, value] of Object.entries(values)) {
      const id = metricId.parse(metric);
      original[id] = { ...original[id], [backboneId]: value };
    }
  }
  return {
    ablations: { values: Object.fromEntries(printed), relativeParameters: Object.fromEntries(sizes) },
    higherResolution: { values: original, relativeParameters: {} },
  };
}

/** Scores of other benchmarks (Fig. 5) as their own publications print them. */
export function externalScores(): ExternalScores {
  const { dinosaur, cvBench, missing } = paper.external;
  const column = (index: 0 | 1) =>
    Object.fromEntries(Object.entries(cvBench.scores).map(([id, scores]) => [id, scores[index]]));
  const { source, remark } = cvBench;
  const measured = { unit: "percent", better: "higher" } as const;
  return {
    benchmarks: [
      {
        id: "dinosaur",
        benchmark: "DINOSAUR, COCO FG-ARI",
        source: dinosaur.source,
        remark: dinosaur.remark,
        metric: "instance-discrimination/ari",
        ...measured,
        scores: dinosaur.scores,
      },
      {
        id: "cv-bench-2d",
        benchmark: "CV-Bench 2D",
        source,
        remark,
        metric: "voc2012/iou",
        ...measured,
        scores: column(0),
      },
      {
        id: "cv-bench-3d",
        benchmark: "CV-Bench 3D",
        source,
        remark,
        metric: "nyuv2-depth/rmse",
        ...measured,
        scores: column(1),
      },
    ],
    missing,
  };
}
