import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { InputError } from "../input-error.ts";
import { decodeFloat16, encodeFloat16, largestFloat16 } from "./float16.ts";

/** Frozen features on disk, in half precision. Any number of processes may share a folder. */
export interface FeatureCache {
  /** Features stored under the key; null where there are none, or where the entry is damaged (it is then removed). */
  get(key: string): Promise<Float32Array | null>;
  /**
   * Stores features and returns them as `get` would: a run that computes features and one that finds them in the cache
   * see the same numbers.
   *
   * @throws InputError where a feature does not fit half precision, or the disk is full
   */
  put(key: string, features: Float32Array): Promise<Float32Array>;
}

export interface FeatureCacheOptions {
  /** Upper bound of all entries together, bytes; the least recently used go first. */
  readonly byteBudget: number;
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
  const parts = ["features/1", weightsSha256 ?? "none", graphSha256, preprocessingSha256, imageSha256];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

/** An entry: magic, number of features, CRC-32 of the payload, payload. */
const magic = 0x46463136;
const headerBytes = 12;
const extension = ".features";

/** Temporary files older than this belong to a process that died, milliseconds. */
const staleAfterMs = 3_600_000;

/** Eviction goes this far below the budget, so that it is not due again at once. */
const lowWater = 0.9;

export async function openFeatureCache(
  directory: string,
  { byteBudget }: FeatureCacheOptions,
): Promise<FeatureCache> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new InputError(
      `feature cache ${directory}: cannot be made (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  let bytesInUse = await evict(directory, byteBudget);
  let bytesSinceScan = 0;
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
      if (bytes.byteLength > byteBudget) return rounded;
      await writeEntry(directory, key, bytes);
      bytesInUse += bytes.byteLength;
      bytesSinceScan += bytes.byteLength;
      // Other processes write too: look again from time to time even while the own count is low.
      if (bytesInUse > byteBudget || bytesSinceScan > byteBudget / 20) {
        bytesInUse = await evict(directory, byteBudget);
        bytesSinceScan = 0;
      }
      return rounded;
    },
  };
}

function entryPath(directory: string, key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`feature key ${key}: expected 64 hexadecimal digits`);
  return join(directory, key.slice(0, 2), `${key}${extension}`);
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

async function writeEntry(directory: string, key: string, bytes: Buffer): Promise<void> {
  const path = entryPath(directory, key);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(join(directory, key.slice(0, 2)), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`feature cache ${directory}: cannot write ${bytes.byteLength} bytes (${code})`);
  }
}

interface EntryFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

async function listFiles(directory: string): Promise<EntryFile[]> {
  const files: EntryFile[] = [];
  for (const name of await readdir(directory, { recursive: true })) {
    if (!name.endsWith(extension) && !name.endsWith(".tmp")) continue;
    const path = join(directory, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) files.push({ path, bytes: found.size, usedMs: found.mtimeMs });
  }
  return files;
}

/** Bytes of all entries in a cache folder; 0 where there is none. */
export async function cachedBytes(directory: string): Promise<number> {
  const files = await listFiles(directory).catch(() => []);
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Removes what dead processes left, then the least recently used entries; returns the bytes that stay. */
async function evict(directory: string, byteBudget: number): Promise<number> {
  const files = await listFiles(directory);
  const isStale = ({ path, usedMs }: EntryFile) =>
    path.endsWith(".tmp") && Date.now() - usedMs > staleAfterMs;
  for (const { path } of files.filter(isStale)) await rm(path, { force: true });
  const entries = files.filter(({ path }) => path.endsWith(extension)).sort((a, b) => a.usedMs - b.usedMs);
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= byteBudget) return total;
  for (const { path, bytes } of entries) {
    if (total <= lowWater * byteBudget) break;
    await rm(path, { force: true });
    total -= bytes;
  }
  return total;
}
