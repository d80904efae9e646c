import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, type Manifest } from "../contract/index.ts";
import { freeCardBytes, visibleCards } from "../devices/nvidia-smi.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { readJsonFile } from "../files/json-file.ts";
import { type Device, deviceName } from "../onnx/index.ts";
import { engineVersion } from "../onnx/session.ts";
import { normals } from "./random-source.ts";

/** Batches that are tried, images. */
const candidates = [1, 2, 4, 8, 16, 32, 64, 128] as const;
/** A larger batch has to be faster by this factor; otherwise the smaller one leaves more memory to others. */
const worthwhile = 1.05;
/** Share of the free memory that the next batch may be expected to take. */
const memoryShare = 0.8;
/** Without a tool that tells of free memory. */
const mostUnmeasured = 16;

/** Features [images, D', h, w] by a network that was opened for one batch. */
export interface Trial extends AsyncDisposable {
  features(pixels: Float32Array, images: number): Promise<Float32Array>;
}

export interface BatchTrials {
  readonly manifest: Manifest;
  readonly device: Device;
  /** SHA-256 of the network's graph. */
  readonly graphSha256: string;
  open(batch: number): Promise<Trial>;
  /** Milliseconds of a clock. */
  now(): number;
  /** Folder that keeps what was decided. */
  readonly memory: string;
  readonly say: (line: string) => void;
}

const decision = z.strictObject({ batch: z.number().int().min(1).max(1024) });

/**
 * Images of one forward pass: the smallest batch beyond which throughput hardly grows, within the device's free memory.
 * What is measured depends on what else runs there, and a cell's numbers on what is decided: so it is decided once for
 * each network, device and engine, and kept.
 */
export async function decideBatch(trials: BatchTrials): Promise<number> {
  const { memory, graphSha256, device, say, manifest } = trials;
  const [card] = device.provider === "cpu" ? [] : await visibleCards();
  const key = canonicalJson({
    ...{ graphSha256, provider: device.provider, engineVersion },
    card: card?.name ?? null,
  });
  const path = join(memory, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
  if (existsSync(path)) {
    const kept = decision.safeParse(await readJsonFile(path, "a batch size"));
    if (kept.success) return kept.data.batch;
  }
  const { batch, imagesPerSecond } = await measureBatch(trials);
  await mkdir(memory, { recursive: true });
  await writeFileAtomically(path, canonicalJson({ batch }));
  const where = `backbone ${manifest.id} on ${deviceName(device)}`;
  say(`${where}: batches of ${batch}, ${imagesPerSecond.toFixed(1)} images/s; kept for later runs`);
  return batch;
}

interface Measured {
  readonly batch: number;
  readonly imagesPerSecond: number;
}

type Timed = Pick<BatchTrials, "manifest" | "device" | "open" | "now">;

export async function measureBatch(trials: Timed): Promise<Measured> {
  const { device } = trials;
  let best: Measured = { batch: 1, imagesPerSecond: 0 };
  let usedBytes = 0;
  for (const batch of candidates) {
    const free = await freeBytes(device);
    if (free === null ? batch > mostUnmeasured : 2 * usedBytes > memoryShare * free) break;
    const trial = await timeBatch(trials, batch).catch((error: unknown) => {
      // One image has to run; that more do not is an answer.
      if (batch === 1) throw error;
      return null;
    });
    if (trial === null || trial.imagesPerSecond < worthwhile * best.imagesPerSecond) break;
    best = { batch, imagesPerSecond: trial.imagesPerSecond };
    usedBytes = free === null || trial.freeBytes === null ? 0 : Math.max(0, free - trial.freeBytes);
  }
  return best;
}

/** The median of three passes after two that compile and allocate, and the memory that is left beside them. */
async function timeBatch({ manifest, device, open, now }: Timed, batch: number) {
  await using trial = await open(batch);
  const pixels = normals("dense-probing/batch-size/1", batch * 3 * manifest.inputSize ** 2, 1);
  const times: number[] = [];
  for (let pass = -2; pass < 3; pass++) {
    const start = now();
    await trial.features(pixels, batch);
    if (pass >= 0) times.push(now() - start);
  }
  times.sort((a, b) => a - b);
  return { imagesPerSecond: (1000 * batch) / times[1]!, freeBytes: await freeBytes(device) };
}

const freeBytes = async ({ provider }: Device): Promise<number | null> =>
  provider === "cpu" ? null : freeCardBytes();
