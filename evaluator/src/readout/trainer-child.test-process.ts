/** What trainer.test.ts runs in a process of its own: the first losses of its training. */
import { xoshiro128 } from "../math/random.ts";
import { initialParameters } from "./parameters.ts";
import { createTrainer } from "./trainer.ts";
import { readoutConfig } from "./variants.ts";

const config = readoutConfig({
  readout: "base",
  maskForm: "paper",
  featureDim: 12,
  featureGrid: [5, 7],
  queryGrid: [4, 6],
  outputs: 5,
});
await using trainer = await createTrainer({
  executor: "onnxruntime",
  readouts: [config],
  loss: { kind: "cross-entropy", ignoreLabel: 255 },
  optimiser: { learningRate: 0.01, weightDecay: 0.01 },
  batchSize: 4,
  parameters: [initialParameters(config, 3)],
  threads: 2,
});
const losses: number[] = [];
for (let step = 0; step < 3; step++) {
  const random = xoshiro128([step, 0, 0, 0]);
  const features = Float32Array.from(
    { length: 4 * 12 * 35 },
    () => 4 * (random.nextUint32() / 2 ** 32 - 0.5),
  );
  const targets = Uint8Array.from({ length: 4 * 32 * 48 }, (_, pixel) =>
    pixel % 11 === 0 ? 255 : random.nextUint32() % 5,
  );
  losses.push(await trainer.step({ features, targets }));
}
process.stdout.write(`\n${JSON.stringify(losses)}\n`);
