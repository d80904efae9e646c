/**
 * Features of whole backbones with random weights, beside PyTorch's in the same run:
 *
 *   tsx bench/backbones.ts [--models vit-b-16-224,dinov2-b-518] [--batches 1,8] [--device cpu] [--peer "python torch_vit.py"]
 *     [--rounds 3] [--threads 2] [--seconds 5]
 *
 * Models are ids of manifests, or one of the two names that the peer knows; `all` is every network that timm builds too, at
 * full size. The peer is a command that takes `--models M --batches B --threads N --steps S --seconds T --device D`;
 * `bench/time_backbones.py` is one for every manifest. One JSON line a measurement, then one a ratio; the table of
 * them goes to standard error. "By cores" compares the time of all cores together, which a busy machine leaves alone.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openBackbone } from "../src/backbones/backbone.ts";
import { listManifests, readManifest } from "../src/backbones/manifest-file.ts";
import type { Manifest } from "../src/contract/index.ts";
import { parseDevice } from "../src/onnx/index.ts";
import {
  type Measurement,
  measureInTurns,
  median,
  ownCommand,
  peerDevice,
  type Ratio,
  ratioOf,
  rounded,
  summarised,
  timeSteps,
} from "./in-turns.ts";

const { values: options } = parseArgs({
  options: {
    models: { type: "string", default: "vit-b-16-224,dinov2-b-518" },
    batches: { type: "string", default: "1,8" },
    device: { type: "string", default: "cpu" },
    peer: { type: "string" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: "2" },
    seconds: { type: "string", default: "5" },
    /** Of the child alone. */
    child: { type: "boolean", default: false },
  },
});

/** Names of PyTorch's peer, where they are not the manifest's. */
const peerNames: Readonly<Record<string, string>> = { "vit-b-16-224": "random", "dinov2-b-518": "dinov2-b" };

const models = options.models === "all" ? await withWeights() : options.models.split(",");
const batches = options.batches.split(",").map(Number);
if (options.child) await measureHere(models[0], batches[0]);
else {
  const rows = models.flatMap((model) => batches.map((batch) => compare(model, batch)));
  console.error(formatTable(rows));
}

/** A backbone's manifest by its id or by the peer's name for it. */
function manifestOf(model: string): Promise<Manifest> {
  return readManifest(peerNames[model] ?? model);
}

async function withWeights(): Promise<string[]> {
  const manifests = await Promise.all((await listManifests()).map(readManifest));
  return manifests
    .filter(({ family, weights }) => weights !== null && family !== "featup")
    .map(({ id }) => id);
}

interface Row {
  readonly model: string;
  readonly batch: number;
  readonly imagesPerSecond: number | null;
  readonly peerImagesPerSecond: number | null;
  readonly ratio: Ratio | null;
}

/** Runs in the child, so that its peak memory is its own. */
async function measureHere(model: string, batch: number): Promise<void> {
  const manifest = await manifestOf(model);
  const started = performance.now();
  await using backbone = await openBackbone(manifest, {
    ...{ seed: 0, reading: "here", parameters: "untrained", threads: Number(options.threads) },
    ...{ device: parseDevice(options.device), batchSize: batch },
  });
  const setupMs = performance.now() - started;
  const side = manifest.inputSize;
  const pixels = Float32Array.from({ length: batch * 3 * side * side }, (_, index) => Math.sin(index));
  const times = await timeSteps(() => backbone.features(pixels, batch), Number(options.seconds));
  const { name, version, backend, device } = backbone.engine;
  const line = {
    ...{
      model,
      engine: `${name} ${version} ${backend} on ${device}`,
      image: side,
      batch,
      threads: Number(options.threads),
    },
    ...summarised(times),
    images_per_s: (1000 * batch) / median(times.elapsed),
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
    setup_ms: setupMs,
  };
  console.log(rounded(line));
}

function compare(model: string, batch: number): Row {
  const { threads, seconds, device } = options;
  const asked = ["--models", model, "--batches", `${batch}`, "--threads", threads, "--seconds", seconds];
  const own = [...asked, "--device", device, "--child"];
  const sides = [{ name: "ours", command: ownCommand(fileURLToPath(import.meta.url), own) }];
  if (options.peer) {
    const command = [...options.peer.split(" "), ...asked, "--steps", "1000", "--device", peerDevice(device)];
    sides.unshift({ name: "peer", command });
  }
  const results = measureInTurns(sides, Number(options.rounds));
  const [ours, peer] = [results.get("ours"), results.get("peer")];
  const rates = {
    imagesPerSecond: ours ? rateOf(ours, batch) : null,
    peerImagesPerSecond: peer ? rateOf(peer, batch) : null,
  };
  if (!ours || !peer) return { model, batch, ...rates, ratio: null };
  const ratio = ratioOf(ours, peer);
  const { time, ...others } = ratio;
  console.log(rounded({ model, batch, ratio: "ours / PyTorch", throughput: 1 / time, ...others }));
  return { model, batch, ...rates, ratio };
}

function rateOf(measured: readonly Measurement[], batch: number): number {
  return (1000 * batch) / median(measured.map(({ median_ms }) => median_ms));
}

/** Ratios are throughputs, ours over the peer's: above one, ours is the faster. */
function formatTable(rows: readonly Row[]): string {
  const heading = ["model", "batch", "ours/s", "PyTorch/s", "ratio", "by cores", "memory"];
  const shown = (value: number | null | undefined) => value?.toFixed(2) ?? "-";
  const cells = rows.map(({ model, batch, imagesPerSecond, peerImagesPerSecond, ratio }) => [
    ...[model, `${batch}`, shown(imagesPerSecond), shown(peerImagesPerSecond)],
    ...[ratio && 1 / ratio.time, ratio?.processorTime && 1 / ratio.processorTime, ratio?.peakMemory].map(
      shown,
    ),
  ]);
  return [heading, ...cells]
    .map(([first = "", ...rest]) => [first.padEnd(22), ...rest.map((cell) => cell.padStart(10))].join(""))
    .join("\n");
}
