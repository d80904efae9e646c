/**
 * Features of ViT-B/16 at 224 pixels on the CPU, beside PyTorch's in the same run. Prints one JSON line.
 *
 *   npx tsx evaluator/bench/vit.ts [--peer "python3 torch_vit.py"] [--batch 8] [--threads 2] [--steps 5] [--rounds 3]
 *
 * The peer is a command that accepts `--models vit-b-16-224 --batches B --threads N --steps S` and prints one JSON line
 * with `images_per_s`. Both sides run in turns, so that a slow minute of the machine meets both; the ratio is ours over
 * the peer's, from the medians of the rounds.
 */
import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { openBackbone } from "../src/backbones/backbone.ts";
import { readManifest } from "../src/backbones/manifest-file.ts";

const { values } = parseArgs({
  options: {
    peer: { type: "string" },
    batch: { type: "string", default: "8" },
    threads: { type: "string", default: "2" },
    steps: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
  },
});
const [batch, threads, steps, rounds] = [values.batch, values.threads, values.steps, values.rounds].map(
  Number,
) as [number, number, number, number];

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Images per second of one session, from the median of `steps` forward passes after two warm-up passes. */
async function ours(): Promise<number> {
  await using backbone = await openBackbone(await readManifest("random"), { seed: 0, threads });
  const pixels = Float32Array.from({ length: batch * 3 * 224 * 224 }, (_, index) => Math.sin(index));
  const times: number[] = [];
  for (let step = -2; step < steps; step++) {
    const start = performance.now();
    await backbone.features(pixels, batch);
    if (step >= 0) times.push(performance.now() - start);
  }
  return (1000 * batch) / median(times);
}

async function peers(command: string): Promise<number> {
  const [file = "", ...given] = command.split(" ");
  const asked = ["--models", "vit-b-16-224", "--batches", batch, "--threads", threads, "--steps", steps];
  const { stdout } = await promisify(execFile)(file, [...given, ...asked.map(String)]);
  const { images_per_s: rate, error } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
  if (typeof rate !== "number") throw new Error(`the peer printed no images_per_s: ${error ?? stdout}`);
  return rate;
}

const rates = { ours: [] as number[], peer: [] as number[] };
for (let round = 0; round < rounds; round++) {
  rates.ours.push(await ours());
  if (values.peer) rates.peer.push(await peers(values.peer));
}
const imagesPerSecond = median(rates.ours);
const peerImagesPerSecond = values.peer ? median(rates.peer) : null;
console.log(
  JSON.stringify({
    bench: "vit-b-16-224",
    batch,
    threads,
    imagesPerSecond,
    peerImagesPerSecond,
    ratio: peerImagesPerSecond === null ? null : imagesPerSecond / peerImagesPerSecond,
    rounds: rates,
  }),
);
