import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { decodeFloat16, encodeFloat16 } from "../math/float16.ts";
import { answerJobs } from "../threads/answer-jobs.ts";
import type {
  FeatureJob,
  FeatureReply,
  PayloadPlace,
  ReadFeatures,
  ReadJob,
  RoundedFeatures,
  RoundJob,
} from "./feature-jobs.ts";

/** Shards that a thread keeps open. */
const mostOpenShards = 64;
/** From the one used longest ago to the newest. */
const openShards = new Map<string, number>();

function shardAt(path: string): number {
  const known = openShards.get(path);
  openShards.delete(path);
  const shard = known ?? openSync(path, "r");
  openShards.set(path, shard);
  const [oldest] = openShards;
  if (openShards.size > mostOpenShards) {
    openShards.delete(oldest[0]);
    closeSync(oldest[1]);
  }
  return shard;
}

/** Fills `payload` from the shard. false: it is not there whole, or not what was written. */
function readPayload({ path, offset, checksum }: PayloadPlace, payload: Uint8Array): boolean {
  try {
    const shard = shardAt(path);
    let filled = 0;
    while (filled < payload.length) {
      const read = readSync(shard, payload, filled, payload.length - filled, offset + filled);
      if (read === 0) return false;
      filled += read;
    }
  } catch {
    // Another process may evict a shard at any time; a bad disk costs what it holds.
    return false;
  }
  return crc32(payload) === checksum;
}

function readFeatures({ places, length }: ReadJob): ReadFeatures {
  const features = new Float32Array(places.length * length);
  const halves = new Uint16Array(length);
  const payload = new Uint8Array(halves.buffer);
  const missing = places.flatMap((place, index) => {
    if (place?.count !== length || !readPayload(place, payload)) return [index];
    decodeFloat16(halves, features.subarray(index * length, (index + 1) * length));
    return [];
  });
  return { kind: "read", features, missing };
}

function roundFeatures({ features, images }: RoundJob): RoundedFeatures {
  const halves = encodeFloat16(features);
  const rounded = decodeFloat16(halves);
  const index = rounded.findIndex((value) => !Number.isFinite(value));
  const length = halves.length / images;
  const checksums = Array.from({ length: images }, (_, image) => {
    return crc32(new Uint8Array(halves.buffer, 2 * image * length, 2 * length));
  });
  const misfit = index < 0 ? null : { index, value: features[index] };
  return { kind: "round", halves, rounded, checksums, misfit };
}

answerJobs<FeatureJob, FeatureReply>(
  (job) => (job.kind === "read" ? readFeatures(job) : roundFeatures(job)),
  (made) => (made.kind === "read" ? [made.features.buffer] : [made.halves.buffer, made.rounded.buffer]),
);
