import { mkdir, open, utimes } from "node:fs/promises";
import { InputError } from "../files/input-error.ts";
import { writeError } from "../files/write-error.ts";
import { largestFloat16 } from "../math/float16.ts";
import { CacheRoom, type RoomAnswer } from "./cache-room.ts";
import type { RoundedFeatures } from "./feature-jobs.ts";
import { FeatureThreads } from "./feature-threads.ts";
import { listShards, removeFormerEntries, type Shard } from "./shard-files.ts";
import { decodeRows, type Entry, entryBytes, requireKey, rowBytes } from "./shard-index.ts";
import { type NewEntry, ShardWriter } from "./shard-writer.ts";

/** Features of some images in half precision's values. */
export interface CachedFeatures {
  /** `[images, length]`; zeros where an image is missing. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Places of the images that are not there, or whose entries are damaged. */
  readonly missing: readonly number[];
}

/** An image whose features are put. */
export interface ImageKey {
  readonly key: string;
  /** What the image is called in errors. */
  readonly what: string;
}

/** Frozen features on disk, in half precision. Any number of processes may share a folder. */
export interface FeatureCache extends AsyncDisposable {
  /** Is there an entry? Whether it is whole shows when it is read. */
  has(key: string): Promise<boolean>;
  /** Features by key, of `length` each; null: not known. The process's own thread neither reads nor converts them. */
  read(keys: readonly (string | null)[], length: number): Promise<CachedFeatures>;
  /**
   * Stores features where there is room and returns them as `read` would: a run that computes features and one that finds
   * them in the cache see the same numbers. What finds no room is computed again when it is needed again.
   *
   * @param features `[images, length]`
   * @throws InputError where a feature does not fit half precision, or the folder cannot be written to
   */
  put(images: readonly ImageKey[], features: Float32Array): Promise<Float32Array<ArrayBuffer>>;
}

export interface FeatureCacheOptions {
  /** Upper bound of all shards together, bytes; the least recently used go first, never those of this opening. */
  readonly byteBudget: number;
  /** Bytes after which a shard is followed by another; a 20th of the budget, 512 MiB at most, where left out. */
  readonly shardBytes?: number;
  /** Told once, when the first features find no room. */
  readonly onFull?: (message: string) => void;
}

/** An entry and the shard that it lies in. */
interface StoredEntry extends Entry {
  readonly shard: Shard;
}

/** How often others' shards are looked through for what is missing, and own use of a shard is stamped, milliseconds. */
const refreshMs = 5000;
const stampMs = 60_000;

export async function openFeatureCache(
  directory: string,
  options: FeatureCacheOptions,
): Promise<FeatureCache> {
  try {
    await mkdir(directory, { recursive: true });
    await removeFormerEntries(directory);
  } catch (error) {
    throw writeError(`feature cache ${directory}`, error);
  }
  const room = await CacheRoom.open(directory, options.byteBudget);
  const cache = new ShardedCache(directory, room, options);
  await cache.refresh();
  return cache;
}

class ShardedCache implements FeatureCache {
  readonly #directory: string;
  readonly #room: CacheRoom;
  readonly #options: FeatureCacheOptions;
  readonly #threads = new FeatureThreads();
  readonly #writer: ShardWriter;
  readonly #entries = new Map<string, StoredEntry>();
  /** Bytes of each index that are read already, by the shard's name. */
  readonly #readBytes = new Map<string, number>();
  readonly #stampedMs = new Map<string, number>();
  #refreshedMs = 0;
  #isTold = false;
  /** Puts go one after the other: they append to one file. */
  #lastPut: Promise<unknown> = Promise.resolve();

  constructor(directory: string, room: CacheRoom, options: FeatureCacheOptions) {
    const { byteBudget, shardBytes = Math.min(2 ** 29, byteBudget / 20) } = options;
    this.#directory = directory;
    this.#room = room;
    this.#options = options;
    this.#writer = new ShardWriter(directory, shardBytes);
  }

  /** Takes in what others have written since. Of two entries with one key the newer shard's counts. */
  async refresh(): Promise<void> {
    this.#refreshedMs = Date.now();
    for (const shard of await listShards(this.#directory)) {
      const known = this.#readBytes.get(shard.name) ?? 0;
      if (shard.indexBytes < known + rowBytes) continue;
      const rows = await readFrom(shard.indexPath, known);
      this.#readBytes.set(shard.name, known + rows.length - (rows.length % rowBytes));
      for (const entry of decodeRows(rows)) this.#entries.set(entry.key, { ...entry, shard });
    }
  }

  async has(key: string): Promise<boolean> {
    requireKey(key);
    if (!this.#entries.has(key) && Date.now() - this.#refreshedMs > refreshMs) await this.refresh();
    const found = this.#entries.get(key);
    if (!found) return false;
    if (await this.#stamp(found.shard)) return true;
    this.#entries.delete(key);
    return false;
  }

  async read(keys: readonly (string | null)[], length: number): Promise<CachedFeatures> {
    const entries = keys.map((key) => (key === null ? null : (this.#entries.get(key) ?? null)));
    const places = entries.map((entry) => {
      if (!entry) return null;
      const { shard, offset, count, checksum } = entry;
      return { path: shard.payloadPath, offset, count, checksum };
    });
    // Asked for before anything is awaited: the threads then work while a session blocks this one.
    const reading = this.#threads.read(places, length);
    for (const shard of new Set(entries.flatMap((entry) => (entry ? [entry.shard] : [])))) {
      await this.#stamp(shard);
    }
    const { features, missing } = await reading;
    for (const place of missing) {
      const entry = entries[place];
      if (entry && this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
    }
    return { features, missing };
  }

  async put(images: readonly ImageKey[], features: Float32Array): Promise<Float32Array<ArrayBuffer>> {
    for (const { key } of images) requireKey(key);
    const made = await this.#threads.round(features, images.length);
    this.#requireFit(images, made);
    const stored = this.#lastPut.then(() => this.#store(images, made));
    this.#lastPut = stored.catch(() => {});
    await stored;
    return made.rounded;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lastPut;
    await this.#writer.close();
    await this.#threads[Symbol.asyncDispose]();
  }

  #requireFit(images: readonly ImageKey[], { misfit, halves }: RoundedFeatures): void {
    if (!misfit) return;
    const length = halves.length / images.length;
    const { what } = images[Math.floor(misfit.index / length)];
    const found = `feature ${misfit.index % length} is ${misfit.value}`;
    throw new InputError(`${what}: ${found}; expected finite features of at most ${largestFloat16}`);
  }

  async #store(images: readonly ImageKey[], { halves, checksums }: RoundedFeatures): Promise<void> {
    const length = halves.length / images.length;
    const entries = images.flatMap(({ key }, image): NewEntry[] => {
      if (this.#entries.has(key)) return [];
      const payload = new Uint8Array(halves.buffer, 2 * image * length, 2 * length);
      return [{ key, payload, checksum: checksums[image] }];
    });
    const { fitting, answer } = await this.#takeRoom(entries, entryBytes(length));
    if (fitting.length > 0) {
      const written = await this.#writer.append(fitting);
      for (const entry of written ?? []) this.#entries.set(entry.key, entry);
      if (written === null) this.#tell(this.#room.refuse("disk full"));
    }
    this.#tell(answer);
  }

  /** As many of the entries as find room, and the answer to the first that finds none. */
  async #takeRoom(entries: readonly NewEntry[], bytes: number) {
    const whole = await this.#room.take(entries.length * bytes);
    if (whole === "room") return { fitting: entries, answer: whole };
    const fitting: NewEntry[] = [];
    for (const entry of entries) {
      const answer = await this.#room.take(bytes);
      if (answer === "room") fitting.push(entry);
      else return { fitting, answer: bytes > this.#options.byteBudget ? answer : this.#room.refuse(answer) };
    }
    return { fitting, answer: "room" as const };
  }

  #tell(answer: RoomAnswer): void {
    if (this.#isTold || answer === "room") return;
    this.#isTold = true;
    const { byteBudget, onFull } = this.#options;
    const found = answer === "disk full" ? "the disk is full" : `its ${byteBudget} bytes are in use`;
    onFull?.(
      `feature cache ${this.#directory}: ${found}; features that find no room are computed at each use`,
    );
  }

  /** Says on the disk that the shard is in use, so that others are evicted before it. false: it is gone itself. */
  async #stamp({ name, payloadPath }: Shard): Promise<boolean> {
    const now = Date.now();
    if (now - (this.#stampedMs.get(name) ?? 0) < stampMs) return true;
    const time = new Date(now);
    try {
      await utimes(payloadPath, time, time);
    } catch (error) {
      // Any process may evict a shard that is not in use; a folder that may only be read is of use too.
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
    this.#stampedMs.set(name, now);
    return true;
  }
}

/** What a file holds from `start` on; nothing where another process has just removed it. */
async function readFrom(path: string, start: number): Promise<Buffer> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, size - start));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return Buffer.alloc(0);
  }
}
