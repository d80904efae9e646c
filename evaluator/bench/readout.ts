/**
 * Times one training step of the readout, each engine in a process of its own, with the PyTorch peer interleaved:
 *
 *   tsx bench/readout.ts [--shapes vit-b-224-voc,...] [--peer "python torch_readout.py"] [--rounds 3] [--threads 2]
 *     [--device cpu] [--pieceBytes N] [--upload]
 *
 * `--upload`: over WebGPU, hands the features to the card at each step, as the first step of each image does.
 *
 * One JSON line a measurement, then one a ratio. Ratios come from the same run: only these mean anything on a machine
 * that others use too.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseDevice } from "../src/onnx/index.ts";
import { ResidentTensors } from "../src/onnx/resident-tensors.ts";
import type { ExecutorId } from "../src/program/executor.ts";
import { nativeAddonPath } from "../src/program/tf.ts";
import { initialParameters } from "../src/readout/parameters.ts";
import { createTrainer } from "../src/readout/trainer.ts";
import { readoutConfig } from "../src/readout/variants.ts";
import {
  measureInTurns,
  ownCommand,
  peerDevice,
  ratioOf,
  rounded,
  summarised,
  timeSteps,
} from "./in-turns.ts";
import { benchShapes } from "./readout-shapes.ts";

const { values: options } = parseArgs({
  options: {
    shapes: { type: "string", default: "vit-b-224-voc" },
    executors: { type: "string" },
    peer: { type: "string" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "2" },
    device: { type: "string", default: "cpu" },
    upload: { type: "boolean", default: false },
    batch: { type: "string" },
    seconds: { type: "string", default: "10" },
    pieceBytes: { type: "string" },
    child: { type: "string" },
  },
});

if (options.child) await measureHere(options.shapes, options.child as ExecutorId);
else for (const shape of options.shapes.split(",")) compare(shape);

/** Runs in the child: steps for `seconds`, but at least three, after two to warm up. */
async function measureHere(shapeName: string, executor: ExecutorId): Promise<void> {
  const shape = benchShapes[shapeName];
  if (!shape) throw new Error(`shape ${shapeName}, expected one of ${Object.keys(benchShapes).join(", ")}`);
  const batch = Number(options.batch ?? shape.batch);
  const { featureDim, featureGrid, queryGrid } = shape;
  const readouts = shape.outputs.map((outputs) =>
    readoutConfig({ readout: "base", maskForm: "paper", featureDim, featureGrid, queryGrid, outputs }),
  );
  const started = performance.now();
  await using trainer = await createTrainer({
    executor,
    device: parseDevice(options.device),
    readouts,
    loss: shape.loss,
    optimiser: { learningRate: 1e-3, weightDecay: 0.01 },
    batchSize: batch,
    parameters: readouts.map((config, index) => initialParameters(config, 0, index)),
    threads: Number(options.threads),
    ...(options.pieceBytes ? { pieceBytes: Number(options.pieceBytes) } : {}),
  });
  const setupMs = performance.now() - started;
  const features = Float32Array.from(
    { length: batch * featureDim * featureGrid[0] * featureGrid[1] },
    () => 3.4 * (Math.random() - 0.5),
  );
  const targets = shape.targets(batch);
  let loss = Number.NaN;
  await using resident = await keptOnCard(features, batch, [featureDim, featureGrid[0] * featureGrid[1]]);
  const step = async () => {
    loss = await trainer.step({ features: resident ? await resident.batch() : features, targets });
  };
  const times = await timeSteps(step, Number(options.seconds));
  if (!Number.isFinite(loss)) throw new Error(`loss ${loss}, expected a finite number`);
  const line = {
    shape: shapeName,
    engine: `${trainer.engine.name} ${trainer.engine.version} ${trainer.engine.backend}`,
    batch,
    threads: Number(options.threads),
    ...summarised(times),
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
    setup_ms: setupMs,
  };
  console.log(rounded(line));
}

/** As in training: over WebGPU, images stay on the card, as the peer's do, and each step joins a batch of them. */
async function keptOnCard(features: Float32Array, batch: number, shape: readonly number[]) {
  const device = parseDevice(options.device);
  if (device.provider !== "webgpu" || options.upload) return null;
  const tensors = await ResidentTensors.open({ device, shape, batch, byteBudget: features.byteLength });
  const length = features.length / batch;
  const keys = Array.from({ length: batch }, (_, image) => `${image}`);
  const items = keys.map((key, image): [string, Float32Array] => [
    key,
    features.subarray(image * length, (image + 1) * length),
  ]);
  return {
    async batch() {
      const missing = new Map(items.filter(([key]) => !tensors.has(key)));
      return { images: batch, tensor: await tensors.join(keys, missing), host: async () => features };
    },
    [Symbol.asyncDispose]: () => tensors[Symbol.asyncDispose](),
  };
}

/** Every engine in turn with the peer. */
function compare(shape: string): void {
  const executors = options.executors?.split(",") ?? [
    "onnxruntime",
    ...(nativeAddonPath() ? ["tfjs-node"] : []),
  ];
  const { threads, seconds, device } = options;
  const asked = ["--shapes", shape, "--threads", threads, "--seconds", seconds];
  if (options.batch) asked.push("--batch", options.batch);
  const own = [
    ...asked,
    "--device",
    device,
    ...(options.pieceBytes ? ["--pieceBytes", options.pieceBytes] : []),
    ...(options.upload ? ["--upload"] : []),
  ];
  const sides = executors.map((executor) => ({
    name: executor,
    command: ownCommand(fileURLToPath(import.meta.url), [...own, "--child", executor]),
  }));
  if (options.peer) {
    const command = [...options.peer.split(" "), ...asked, "--steps", "1000", "--device", peerDevice(device)];
    sides.unshift({ name: "peer", command });
  }
  const results = measureInTurns(sides, Number(options.rounds));
  const peer = results.get("peer");
  if (!peer) return;
  for (const executor of executors) {
    const own = results.get(executor);
    if (!own) continue;
    const ratios = ratioOf(own, peer);
    console.log(JSON.stringify({ shape, ratio: `${executor} / PyTorch`, ...ratios }));
  }
}
