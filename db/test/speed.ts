import {
  type SpeedMeasurement,
  speedBatch,
  speedReferenceId,
  speedSchemaVersion,
  type TaskId,
} from "#contract";
import { testBundle } from "./bundle.ts";

/** A valid speed measurement for tests, every part of which a test may replace. */
export interface SpeedOptions {
  readonly backboneId?: string;
  /** Milliseconds of the backbone; the reference takes 100. */
  readonly backboneMs?: number;
  readonly readoutMs?: Partial<Record<TaskId, number>>;
  readonly device?: string;
  readonly featureDim?: number;
  /** The hash of random weights in place of the published ones. */
  readonly untrained?: string;
}

const referenceMs = 100;
const timing = (ms: number) => ({
  medianMs: ms,
  roundsMs: Array.from({ length: speedBatch.rounds }, () => ms),
});

export function testSpeed(options: SpeedOptions = {}): SpeedMeasurement {
  const { backboneMs = 150, readoutMs = { voc2012: 20 } } = options;
  const { environment, engines } = testBundle();
  const engine = { ...engines.backbone, device: options.device ?? "test processor" };
  const readouts = Object.entries(readoutMs);
  return {
    schemaVersion: speedSchemaVersion,
    protocolVersion: "1",
    measuredAt: "2026-11-20T10:00:00Z",
    backbone: {
      id: options.backboneId ?? "test-vit",
      graphSha256: "1".repeat(64),
      weightsSha256: options.untrained ?? null,
      ...(options.untrained === undefined ? {} : { weights: "untrained" as const }),
      inputSize: 224,
      featureDim: options.featureDim ?? 768,
      featureGrid: [14, 14],
    },
    engines: { backbone: engine, readout: engine },
    threads: 2,
    batch: speedBatch,
    backboneMs: timing(backboneMs),
    readoutMs: Object.fromEntries(readouts.map(([task, ms]) => [task, timing(ms)])),
    reference: { id: speedReferenceId, graphSha256: "3".repeat(64), backboneMs: timing(referenceMs) },
    relative: {
      backbone: backboneMs / referenceMs,
      readout: Object.fromEntries(readouts.map(([task, ms]) => [task, ms / referenceMs])),
    },
    environment: { ...environment, command: "evaluator speed --backbone test-vit" },
  };
}
