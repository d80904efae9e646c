import { readManifest } from "../backbones/manifest-file.ts";
import { fullBudget } from "../cell/request.ts";
import {
  bootstrapReplicateCount,
  bundleSchemaVersion,
  engineSchema,
  metricsOf,
  type ResultBundle,
} from "../contract/index.ts";
import { protocolVersion } from "../protocol.ts";
import { expectedOfReadout } from "./readout-checks.ts";

const engine = engineSchema.parse({
  ...{ name: "onnxruntime-node", version: "1.30.0", backend: "cpu", device: "test processor" },
  precision: "float32",
});

const measurement = (value: number) => ({
  value,
  bootstrap: {
    // Evenly over plus and minus a tenth.
    replicates: Array.from(
      { length: bootstrapReplicateCount },
      (_, index) => value * (0.9 + (0.2 * index) / (bootstrapReplicateCount - 1)),
    ),
    indicesSha256: "5".repeat(64),
  },
});

/** A bundle that nobody measured, with all that can be checked of it as it should be. */
export async function checkableBundle(): Promise<ResultBundle> {
  const { iterations, batchSize, validationInterval } = fullBudget("voc2012");
  const bundle: ResultBundle = {
    ...{ schemaVersion: bundleSchemaVersion, protocolVersion, createdAt: "2026-11-20T10:00:00Z" },
    manifest: await readManifest("dct-16"),
    backbone: { weightsSha256: null, graphSha256: "1".repeat(64), preprocessingSha256: "2".repeat(64) },
    task: "voc2012",
    variant: {
      ...{ readout: "base", maskForm: "paper", inputResize: "bicubic", resolution: "standard" },
      ...{ learningRate: 0.001, baselineDim: null },
    },
    seed: 0,
    dataset: {
      ...{ id: "voc2012", distribution: "scenes", fingerprint: "f".repeat(64), classes: null },
      ...{ trainImages: 80, validationImages: 20, testImages: 20 },
    },
    training: {
      ...{
        budget: "full",
        iterations,
        batchSize,
        validationInterval,
        learningRate: 0.001,
        weightDecay: 0.01,
      },
      ...{ selection: "best-validation", selectedIteration: iterations },
      curve: [{ iteration: 1, trainLoss: 3.1 }],
    },
    readout: { publishedParameters: 1, effectiveParameters: 1, sigmas: [[0.1]] },
    metrics: Object.fromEntries(metricsOf("voc2012").map(({ id }) => [id, measurement(50)])),
    secondary: {},
    phases: [{ name: "training", seconds: 12.5, peakRssBytes: 500_000_000 }],
    engines: { backbone: engine, readout: engine },
    environment: {
      ...{ evaluatorVersion: "0.1.0", evaluatorCommit: null, node: "v20.20.2", platform: "linux" },
      ...{ processor: "test processor", cores: 2, memoryBytes: 8_000_000_000 },
      command: "evaluator run --task voc2012",
    },
  };
  const { preprocessingSha256, ...counts } = expectedOfReadout(bundle);
  const backbone = { ...bundle.backbone, preprocessingSha256 };
  return { ...bundle, backbone, readout: { ...bundle.readout, ...counts } };
}
