import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nativeAddonPath } from "../program/tf.ts";
import { initialParameters } from "../readout/parameters.ts";
import { createTrainer } from "../readout/trainer.ts";
import { readoutConfig } from "../readout/variants.ts";
import { checkReadout } from "./readout.ts";

const golden = fileURLToPath(new URL("../../golden/readout", import.meta.url));

test.runIf(nativeAddonPath())("all reference cases hold on native TensorFlow", async () => {
  const failed = [];
  for await (const result of checkReadout(golden, ["tfjs-node"])) if (!result.passed) failed.push(result);
  expect(failed).toEqual([]);
});

test.runIf(nativeAddonPath())(
  "trains a depth readout of 7x7 features, which ended the process with oneDNN",
  async () => {
    const [featureDim, batchSize] = [896, 2];
    const readout = readoutConfig({
      ...{
        readout: "base",
        maskForm: "paper",
        featureDim,
        featureGrid: [7, 7],
        queryGrid: [28, 28],
        outputs: 1,
      },
    });
    await using trainer = await createTrainer({
      ...{
        executor: "tfjs-node",
        readouts: [readout],
        batchSize,
        parameters: [initialParameters(readout, 0, 0)],
      },
      loss: { kind: "siglog", labelSize: [480, 640] },
      optimiser: { learningRate: 1e-3, weightDecay: 0.01 },
    });
    const features = Float32Array.from({ length: batchSize * featureDim * 49 }, (_, i) => Math.sin(i));
    const targets = Float32Array.from({ length: batchSize * 480 * 640 }, (_, i) => 1 + (i % 9));
    for (let step = 0; step < 3; step++) expect(await trainer.step({ features, targets })).toBeLessThan(10);
  },
);
