import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { InputError } from "../files/input-error.ts";
import { isDiskFull, writeError } from "../files/write-error.ts";
import { decodeFloat16, encodeFloat16, largestFloat16 } from "../math/float16.ts";
import { CacheRoom, entryExtension, type RoomAnswer, temporaryExtension } from "./cache-room.ts";

/** Frozen features on disk, in half precision. Any number of processes may share a folder. */
export interface FeatureCache {
  /** Features stored under the key; null where there are none, or where the entry is damaged (it is then removed). */
  get(key: string): Promise<Float32Array | null>;
  /**
   * Stores features where there is room and returns them as `get` would: a run that computes features and one that finds
   * them in the cache see the same numbers. What finds no room is computed again when it is needed again.
   *
   * @throws InputError where a feature does not fit half precision, or the folder cannot be written to
   */
  put(key: string, features: Float32Array): Promise<Float32Array>;
}

export interface FeatureCacheOptions {
  /** Upper bound of all entries together, bytes; the least recently used go first, never those of this opening. */
  readonly byteBudget: number;
  /** Told once, when the first features find no room. */
  readonly onFull?: (message: string) => void;
}

/** Everything that features depend on. */
export interface FeatureIdentity {
  readonly weightsSha256: string | null;
  readonly graphSha256: string;
  readonly preprocessingSha256: string;
  /** Of the image's pixels or of its file. */
  readonly imageSha256: string;
}

export function featureKey(identity: FeatureIdentity): string {
  const { weightsSha256, graphSha256, preprocessingSha256, imageSha256 } = identity;
  const parts = ["features/2", weightsSha256 ?? "none", graphSha256, preprocessingSha256, imageSha256];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

/** An entry: magic, number of features, CRC-32 of the payload, payload. */
const magic = 0x46463136;
const headerBytes = 12;

export async function openFeatureCache(
  directory: string,
  { byteBudget, onFull }: FeatureCacheOptions,
): Promise<FeatureCache> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw writeError(`feature cache ${directory}`, error);
  }
  const room = await CacheRoom.open(directory, byteBudget);
  let isTold = false;
  const tell = (answer: RoomAnswer) => {
    if (isTold || answer === "room") return;
    isTold = true;
    const found = answer === "disk full" ? "the disk is full" : `its ${byteBudget} bytes are in use`;
    onFull?.(`feature cache ${directory}: ${found}; features that find no room are computed at each use`);
  };
  return {
    async get(key) {
      const path = entryPath(directory, key);
      const bytes = await readFile(path).catch(() => null);
      if (!bytes) return null;
      const features = decodeEntry(bytes);
      // Another process may remove the entry at any time; that is no error.
      if (features) await utimes(path, new Date(), new Date()).catch(() => {});
      else await unlink(path).catch(() => {});
      return features;
    },
    async put(key, features) {
      const { bytes, rounded } = encodeEntry(directory, features);
      let answer = await room.take(bytes.byteLength);
      if (answer === "room" && (await writeEntry(directory, key, bytes)) === "disk full") {
        answer = room.refuse("disk full");
      }
      tell(answer);
      return rounded;
    },
  };
}

function entryPath(directory: string, key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`feature key ${key}: expected 64 hexadecimal digits`);
  return join(directory, key.slice(0, 2), `${key}${entryExtension}`);
}

function encodeEntry(directory: string, features: Float32Array): { bytes: Buffer; rounded: Float32Array } {
  const halves = encodeFloat16(features);
  const rounded = decodeFloat16(halves);
  const misfit = rounded.findIndex((value) => !Number.isFinite(value));
  if (misfit >= 0) {
    const found = `feature ${misfit} is ${features[misfit]}`;
    throw new InputError(`feature cache ${directory}: ${found}, expected at most ${largestFloat16}`);
  }
  const payload = Buffer.from(halves.buffer, halves.byteOffset, halves.byteLength);
  const bytes = Buffer.alloc(headerBytes + payload.byteLength);
  bytes.writeUInt32LE(magic, 0);
  bytes.writeUInt32LE(features.length, 4);
  bytes.writeUInt32LE(crc32(payload), 8);
  payload.copy(bytes, headerBytes);
  return { bytes, rounded };
}

function decodeEntry(bytes: Buffer): Float32Array | null {
  if (bytes.byteLength < headerBytes || bytes.readUInt32LE(0) !== magic) return null;
  const count = bytes.readUInt32LE(4);
  const payload = bytes.subarray(headerBytes);
  if (payload.byteLength !== 2 * count || crc32(payload) !== bytes.readUInt32LE(8)) return null;
  const aligned = payload.buffer.slice(payload.byteOffset, payload.byteOffset + payload.byteLength);
  return decodeFloat16(new Uint16Array(aligned as ArrayBuffer));
}

async function writeEntry(directory: string, key: string, bytes: Buffer): Promise<"written" | "disk full"> {
  const path = entryPath(directory, key);
  const temporary = `${path}.${randomUUID()}${temporaryExtension}`;
  try {
    await mkdir(join(directory, key.slice(0, 2)), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      // The kernel's own stamp is some milliseconds late: an entry would seem older than the opening that wrote it.
      const now = new Date();
      await file.utimes(now, now);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return "written";
  } catch (error) {
    await unlink(temporary).catch(() => {});
    if (isDiskFull(error)) return "disk full";
    throw writeError(`feature cache ${directory}`, error, bytes.byteLength);
  }
}
