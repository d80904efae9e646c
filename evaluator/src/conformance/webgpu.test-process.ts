/**
 * A backbone and a training step on WebGPU, each with real token counts: 197 tokens; 196 keys and 784 queries, and 3 classes,
 * a number of channels that convolutions with channels last get wrong. Prints one line of JSON with the differences that the
 * checks at opening found; they throw where a device is wrong.
 */
import { openBackbone } from "../backbones/backbone.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { initialParameters } from "../readout/parameters.ts";
import { createTrainer } from "../readout/trainer.ts";
import { readoutConfig } from "../readout/variants.ts";

const device = { provider: "webgpu", index: 0 } as const;
const random = await readManifest("random");
const size = { embed_dim: 64, depth: 1, num_heads: 2, head_dim: 32 };
const manifest = {
  ...{ ...random, featureDim: size.embed_dim },
  options: { ...random.options, ...size, mlp: { ...(random.options.mlp as object), hidden: 128 } },
};

const differences: Record<string, number> = {};
await using backbone = await openBackbone(manifest, {
  ...{ seed: 0, device, batchSize: 2 },
  onDifference: (difference) => {
    differences.backbone = difference;
  },
});
const grid = manifest.featureGrid;
const config = readoutConfig({
  ...{ readout: "base", maskForm: "paper", featureDim: size.embed_dim, featureGrid: grid },
  ...{ queryGrid: [28, 28], outputs: 3, cnnChannels: 3 },
});
await using trainer = await createTrainer({
  ...{ executor: "onnxruntime", device, readouts: [config], batchSize: 1 },
  loss: { kind: "cross-entropy", ignoreLabel: 255 },
  optimiser: { learningRate: 1e-3, weightDecay: 0.01 },
  parameters: [initialParameters(config, 0, 0)],
  onDifference: (difference) => {
    differences.readout = difference;
  },
});
const pixels = Float32Array.from({ length: 3 * 224 * 224 }, (_, index) => Math.sin(index));
const targets = Uint8Array.from({ length: 224 * 224 }, (_, pixel) => Math.floor(pixel / 1000) % 3);
const loss = await trainer.step({ features: await backbone.features(pixels, 1), targets });
console.log(JSON.stringify({ ...differences, loss, engine: trainer.engine }));
