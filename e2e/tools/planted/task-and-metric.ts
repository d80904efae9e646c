import { behind, both, made, type PlantedStep } from "./step.ts";

const tasks = "evaluator/src/contract/tasks.ts";
const angle = `{ label: "Angle", name: "mean angle", unit: "fraction", better: "lower", digits: 2,
  least: 0, most: 1, estimate: "composite" }`;

export const task: readonly PlantedStep[] = [
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
      `planted: {
        dataSet: "coco",
        images: { paper: "", settled: "" },
        training: { paper: "", settled: "" },
        scoring: { paper: "", settled: "" },
      },`,
    ),
    missedIn: "app/_task/measurement.ts",
  },
  {
    named: "db/derive/finding/task-phrases.ts",
    file: "db/derive/finding/task-phrases.ts",
    take: behind(
      "export const taskPhrases: Readonly<Record<TaskId, { readonly does: string; readonly noun: string }>> = {",
      `planted: { does: "", noun: "" },`,
    ),
    missedIn: "db/derive/finding/task-phrases.ts",
  },
];

const depthTask = "evaluator/src/tasks/nyuv2-depth.ts";

export const metric: readonly PlantedStep[] = [
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
