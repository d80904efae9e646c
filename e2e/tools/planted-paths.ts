/** One step of a path: a file that is made or changed. */
export interface PlantedStep {
  /** As ARCHITECTURE.md names it, `<...>` standing for what is new. */
  readonly named: string;
  readonly file: string;
  /** The file's text with the step taken; `text` is null where the step makes it. */
  readonly take: (text: string | null) => string;
  /** Where the compiler stops if the step is left out. */
  readonly missedIn: string;
}

const made = (source: string) => (text: string | null) => {
  if (text !== null) throw new Error("exists; expected a file that the step makes");
  return source;
};

/** Puts lines behind a line that the file has once. */
const behind = (line: string, lines: string) => (text: string | null) => {
  const [before, after, ...more] = text?.split(line) ?? [];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`has "${line}" ${more.length > 0 ? "several times" : "not at all"}; expected it once`);
  }
  return `${before}${line}\n${lines}\n${after}`;
};

const both = (first: PlantedStep["take"], then: PlantedStep["take"]) => (text: string | null) =>
  then(first(text));

const tasks = "evaluator/src/contract/tasks.ts";
const angle = `{ label: "Angle", name: "mean angle", unit: "fraction", better: "lower", digits: 2,
  least: 0, most: 1, estimate: "composite" }`;

const task: readonly PlantedStep[] = [
  {
    named: tasks,
    file: tasks,
    take: behind(
      "const protocolTable = {",
      `planted: task({ label: "Planted", short: "Planted", category: "spatial understanding", summary: "Planted?",
        metrics: { angle: ${angle} }, primary: "angle" }),`,
    ),
    missedIn: "evaluator/src/protocol.ts",
  },
  {
    named: "evaluator/src/contract/training-protocol.ts",
    file: "evaluator/src/contract/training-protocol.ts",
    take: behind("  voc2012: squashedSegmentation,", "  planted: squashedSegmentation,"),
    missedIn: "evaluator/src/contract/training-protocol.ts",
  },
  {
    named: "evaluator/src/protocol.ts",
    file: "evaluator/src/protocol.ts",
    take: behind(
      "  voc2012: { ...trainingProtocol.voc2012, ...squashedSegmentation, outputs: [21] },",
      "  planted: { ...trainingProtocol.planted, ...squashedSegmentation, outputs: [21] },",
    ),
    missedIn: "evaluator/src/protocol.ts",
  },
  {
    named: "evaluator/src/tasks/<task>.ts",
    file: "evaluator/src/tasks/planted.ts",
    take: made(`import type { LabelMap } from "../data/dataset.ts";
import { protocol, type TaskSizes } from "../protocol.ts";
import type { ProtocolTask } from "./task.ts";
import { voc2012Task } from "./voc2012.ts";

export function plantedTask(
  sizes: TaskSizes = protocol.planted,
): ProtocolTask<"planted", LabelMap, Float64Array, Uint8Array> {
  const summarise = () => ({ metrics: { "planted/angle": () => 0 }, secondary: {} });
  return { ...voc2012Task(sizes), id: "planted", summarise };
}
`),
    missedIn: "evaluator/src/tasks/index.ts",
  },
  {
    named: "evaluator/src/tasks/index.ts",
    file: "evaluator/src/tasks/index.ts",
    take: both(
      behind(
        `import { objectDetectionTask } from "./object-detection.ts";`,
        `import { plantedTask } from "./planted.ts";`,
      ),
      behind(`  "object-detection": objectDetectionTask,`, "  planted: plantedTask,"),
    ),
    missedIn: "evaluator/src/tasks/index.ts",
  },
  {
    named: "evaluator/src/artefacts/task-pictures.ts",
    file: "evaluator/src/artefacts/task-pictures.ts",
    take: behind(`    case "boundaries":`, `    case "planted":`),
    missedIn: "evaluator/src/artefacts/task-pictures.ts",
  },
  {
    named: "evaluator/src/predict/task-outputs.ts",
    file: "evaluator/src/predict/task-outputs.ts",
    take: behind(`    case "boundaries":`, `    case "planted":`),
    missedIn: "evaluator/src/predict/task-outputs.ts",
  },
  {
    named: "app/_task/measurement.ts",
    file: "app/_task/measurement.ts",
    take: behind(
      "export const measurements: Readonly<Record<ProtocolTaskId, Measurement>> = {",
      `planted: { images: "", training: "", scoring: "" },`,
    ),
    missedIn: "app/_task/measurement.ts",
  },
];

const families = "evaluator/src/backbones/family-graph.ts";
const inputSides = "evaluator/src/backbones/input-side.ts";

const family: readonly PlantedStep[] = [
  {
    named: "evaluator/src/contract/manifest.ts",
    file: "evaluator/src/contract/manifest.ts",
    take: behind("export const familyIds = [", `"planted",`),
    missedIn: families,
  },
  {
    named: "evaluator/src/backbones/<family>.ts",
    file: "evaluator/src/backbones/planted.ts",
    take: made(`import { z } from "zod";
import { type GraphBuilder, ints, type Value } from "../onnx/index.ts";

export const plantedOptions = z.strictObject({ patch_size: z.number().int().positive() });

/** [B, 3, I, I] -> [B, 3, I / P, I / P] */
export function buildPlanted(graph: GraphBuilder, pixels: Value, o: z.infer<typeof plantedOptions>): Value {
  const patch = ints([o.patch_size, o.patch_size]);
  return graph.op("AveragePool", [pixels], { kernel_shape: patch, strides: patch });
}
`),
    missedIn: families,
  },
  {
    named: families,
    file: families,
    take: both(
      behind(
        `import { buildPatchDct, patchDctOptions } from "./patch-dct.ts";`,
        `import { buildPlanted, plantedOptions } from "./planted.ts";`,
      ),
      behind(
        `  "patch-dct": weightless(patchDctOptions, buildPatchDct),`,
        "  planted: weightless(plantedOptions, buildPlanted),",
      ),
    ),
    missedIn: families,
  },
  {
    named: inputSides,
    file: inputSides,
    take: behind(`  hiera: "fixed",`, `  planted: "fixed",`),
    missedIn: inputSides,
  },
];

const depthTask = "evaluator/src/tasks/nyuv2-depth.ts";

const metric: readonly PlantedStep[] = [
  {
    named: tasks,
    file: tasks,
    take: behind(
      `    label: "NYUv2 depth",
    short: "Depth",
    category: "spatial understanding",
    summary: "How far away, in metres, is each pixel of an indoor scene?",
    metrics: {`,
      `angle: ${angle},`,
    ),
    missedIn: depthTask,
  },
  {
    named: "evaluator/src/math/<metric>.ts",
    file: "evaluator/src/math/planted-angle.ts",
    take: made("export const plantedAngle = (rmseMeters: number) => Math.atan(rmseMeters);\n"),
    missedIn: depthTask,
  },
  {
    named: "evaluator/src/tasks/<task>.ts",
    file: depthTask,
    take: both(
      behind(
        `import { depthRecord, depthSummary } from "./depth.ts";`,
        `import { plantedAngle } from "../math/planted-angle.ts";`,
      ),
      behind(
        `    metrics: {`,
        `"nyuv2-depth/angle": (multiplicity) => plantedAngle(pooled(multiplicity).rmseMeters),`,
      ),
    ),
    missedIn: depthTask,
  },
];

const plantedPage = "app/_planted/planted-page.tsx";

const page: readonly PlantedStep[] = [
  {
    named: "db/derive/<figures>.ts",
    file: "db/derive/planted.ts",
    take: made(`import type { Board } from "./board/board.ts";

export interface Planted {
  readonly id: string;
  readonly label: string;
  readonly parametersMillions: number;
  readonly cells: number;
}

export const planted = ({ rows }: Board): Planted[] =>
  rows.map(({ backbone: { id, label, parametersMillions }, cells }) => ({
    id,
    label,
    parametersMillions,
    cells: Object.keys(cells).length,
  }));
`),
    missedIn: plantedPage,
  },
  {
    named: "app/_<page>/<page>-page.tsx",
    file: plantedPage,
    take: made(`import type { Planted } from "#db/derive/planted.ts";
import { LazyPointChart } from "../_charts/lazy-point-chart.tsx";
import { DataTable } from "../_table/data-table.tsx";

const axis = { scale: "linear", direction: "normal", ticks: [0, 10], format: String } as const;

export function PlantedPage({ rows }: { rows: readonly Planted[] }) {
  return (
    <>
      <h1>Planted</h1>
      <LazyPointChart
        size="chart"
        label="Planted"
        x={{ ...axis, label: "Parameters, M", name: "Parameters", domain: [0, 10_000] }}
        y={{ ...axis, label: "Scores", name: "Scores", domain: [0, 10] }}
        points={rows.map(({ id, label, parametersMillions, cells }) => ({
          id,
          label,
          training: "supervised",
          x: parametersMillions,
          y: cells,
          weight: "plain",
          remark: null,
          description: label,
        }))}
      />
      <DataTable
        caption="Planted"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { heading: "Backbone", cell: ({ label }) => label },
          { heading: "Scores", cell: ({ cells }) => cells },
        ]}
      />
    </>
  );
}
`),
    missedIn: "app/planted/[[...cohort]]/page.tsx",
  },
  {
    named: "app/<page>/[[...cohort]]/page.tsx",
    file: "app/planted/[[...cohort]]/page.tsx",
    take: made(`import { planted } from "#db/derive/planted.ts";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";
import { PlantedPage } from "../../_planted/planted-page.tsx";

export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Planted({ params }: { params: Promise<{ cohort?: string[] }> }) {
  const { board } = await shownProtocolBoard((await params).cohort);
  return <PlantedPage rows={planted(board)} />;
}
`),
    missedIn: "app/_shell/sections.ts",
  },
  {
    named: "app/_shell/sections.ts",
    file: "app/_shell/sections.ts",
    take: behind(`  "/pareto": "Pareto",`, `  "/planted": "Planted",`),
    missedIn: "app/_shell/sections.ts",
  },
  {
    named: "e2e/every-page.spec.ts",
    file: "e2e/every-page.spec.ts",
    take: behind(
      `  "/submit": { submit: { path: "/submit" } },`,
      `  "/planted/[[...cohort]]": { planted: { path: "/planted" } },`,
    ),
    missedIn: "e2e/every-page.spec.ts",
  },
  {
    named: "e2e/bench/reads.ts",
    file: "e2e/bench/reads.ts",
    take: behind(`    "/submit": [page("/submit")],`, `    "/planted/[[...cohort]]": [page("/planted")],`),
    missedIn: "e2e/bench/reads.ts",
  },
];

/** The four paths by their headings in ARCHITECTURE.md. */
export const plantedPaths: Readonly<Record<string, readonly PlantedStep[]>> = {
  "A task": task,
  "A backbone family": family,
  "A metric": metric,
  "A page with a chart": page,
};
