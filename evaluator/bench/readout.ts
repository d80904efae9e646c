/**
 * Times one training step of the readout, each engine in a process of its own, with the PyTorch peer interleaved:
 *
 *   tsx bench/readout.ts [--shapes vit-b-224-voc,...] [--peer "python torch_readout.py"] [--rounds 3] [--threads 2]
 *
 * One JSON line a measurement, then one a ratio. Ratios come from the same run: only these mean anything on a machine
 * that others use too.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ExecutorId } from "../src/program/executor.ts";
import { nativeAddonPath } from "../src/program/tf.ts";
import { initialParameters } from "../src/readout/parameters.ts";
import { createTrainer } from "../src/readout/trainer.ts";
import { readoutConfig } from "../src/readout/variants.ts";
import { benchShapes } from "./readout-shapes.ts";

const { values: options } = parseArgs({
  options: {
    shapes: { type: "string", default: "vit-b-224-voc" },
    executors: { type: "string" },
    peer: { type: "string" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "2" },
    batch: { type: "string" },
    seconds: { type: "string", default: "10" },
    pieceBytes: { type: "string" },
    child: { type: "string" },
  },
});

interface Measurement {
  readonly median_ms: number;
  readonly peak_rss_mb: number;
  readonly [key: string]: unknown;
}

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
  const times: number[] = [];
  let loss = Number.NaN;
  const warmUps = 2;
  for (let spent = 0; times.length < warmUps + 3 || spent < 1000 * Number(options.seconds); ) {
    const begin = performance.now();
    loss = await trainer.step({ features, targets });
    times.push(performance.now() - begin);
    spent += performance.now() - begin;
  }
  if (!Number.isFinite(loss)) throw new Error(`loss ${loss}, expected a finite number`);
  times.splice(0, warmUps);
  const line = {
    shape: shapeName,
    engine: `${trainer.engine.name} ${trainer.engine.version} ${trainer.engine.backend}`,
    batch,
    threads: Number(options.threads),
    median_ms: median(times),
    min_ms: Math.min(...times),
    steps: times.length,
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
    setup_ms: setupMs,
  };
  console.log(
    JSON.stringify(line, (_, value) => (typeof value === "number" ? Number(value.toFixed(1)) : value)),
  );
}

/** Runs every engine in turn, `rounds` times, and prints the ratios of the medians over rounds. */
function compare(shape: string): void {
  const executors = options.executors?.split(",") ?? [
    "onnxruntime",
    ...(nativeAddonPath() ? ["tfjs-node"] : []),
  ];
  const results = new Map<string, Measurement[]>();
  const keep = (name: string, line: string): void => {
    console.log(line);
    results.set(name, [...(results.get(name) ?? []), JSON.parse(line)]);
  };
  for (let round = 0; round < Number(options.rounds); round++) {
    if (options.peer) {
      const [command, ...rest] = options.peer.split(" ");
      const batch = options.batch ? ["--batch", options.batch] : [];
      const settings = [
        "--shapes",
        shape,
        "--threads",
        options.threads,
        "--seconds",
        options.seconds,
        ...batch,
      ];
      keep("peer", lastLine(command, [...rest, ...settings, "--steps", "1000"]));
    }
    for (const executor of executors) {
      const passed = process.argv.slice(2).filter((word) => word !== "--shapes" && word !== options.shapes);
      const self = [...process.execArgv, fileURLToPath(import.meta.url), ...passed];
      keep(executor, lastLine(process.execPath, [...self, "--child", executor, "--shapes", shape]));
    }
  }
  const peer = results.get("peer");
  if (!peer) return;
  for (const executor of executors) {
    const own = results.get(executor) ?? [];
    const ratio = (key: "median_ms" | "peak_rss_mb"): number =>
      median(own.map((one, round) => one[key] / peer[round][key]));
    const [time, memory] = [ratio("median_ms"), ratio("peak_rss_mb")].map((one) => Number(one.toFixed(3)));
    console.log(JSON.stringify({ shape, ratio: `${executor} / PyTorch`, time, peakMemory: memory }));
  }
}

function lastLine(command: string, parameters: readonly string[]): string {
  const { stdout, status, error } = spawnSync(command, parameters, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = stdout?.trim().split("\n").at(-1);
  if (error || status !== 0 || !line)
    throw new Error(`${command} ${parameters.join(" ")}: status ${status} ${error ?? ""}`);
  return line;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
