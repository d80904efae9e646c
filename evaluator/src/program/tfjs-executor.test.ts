import { expect, test } from "vitest";
import { initialParameters } from "../readout/parameters.ts";
import { createTrainer } from "../readout/trainer.ts";
import { readoutConfig } from "../readout/variants.ts";
import { loadTensorFlowCpu } from "./tf.ts";

test("a step leaves no tensor behind", async () => {
  const config = readoutConfig({
    readout: "base",
    maskForm: "paper",
    featureDim: 4,
    featureGrid: [2, 3],
    queryGrid: [2, 2],
    outputs: 2,
  });
  const { tf } = await loadTensorFlowCpu();
  await using trainer = await createTrainer({
    executor: "tfjs-cpu",
    readouts: [config],
    loss: { kind: "cross-entropy", ignoreLabel: 255 },
    optimiser: { learningRate: 1e-3, weightDecay: 0.01 },
    batchSize: 2,
    parameters: [initialParameters(config, 0)],
    pieceBytes: 64,
  });
  const features = new Float32Array(2 * 4 * 6).fill(0.5);
  const before = tf.memory().numTensors;
  await trainer.step({ features, targets: new Uint8Array(2 * 16 * 16) });
  await trainer.predict(features, 2);
  expect(tf.memory().numTensors).toBe(before);
});
