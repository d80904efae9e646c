import { type FileHandle, mkdir, open } from "node:fs/promises";
import { isDiskFull, writeError } from "../files/write-error.ts";
import { newShard, removeShard, type Shard } from "./shard-files.ts";
import { type Entry, encodeRows, rowBytes } from "./shard-index.ts";

/** An entry that is to be written. */
export interface NewEntry {
  readonly key: string;
  readonly payload: Uint8Array;
  readonly checksum: number;
}

interface OpenShard extends Shard {
  readonly payload: FileHandle;
  readonly index: FileHandle;
  bytes: number;
  entries: number;
}

/** One opening's own shards: it appends to the newest and begins another where that is full. */
export class ShardWriter {
  readonly #directory: string;
  /** A shard that would grow beyond this is left for a new one, bytes; one entry may be larger. */
  readonly #shardBytes: number;
  #shard: OpenShard | null = null;

  constructor(directory: string, shardBytes: number) {
    this.#directory = directory;
    this.#shardBytes = shardBytes;
  }

  /**
   * Appends entries: payloads first, rows of the index after them, so that a row never names what is not there. A writer
   * that is killed leaves at most a tail that no row names.
   *
   * @returns null where the disk is full; what was there is as before
   * @throws InputError where the folder cannot be written to
   */
  async append(entries: readonly NewEntry[]): Promise<readonly (Entry & { readonly shard: Shard })[] | null> {
    const bytes = entries.reduce((sum, { payload }) => sum + payload.byteLength, 0);
    try {
      const shard = await this.#shardFor(bytes);
      const placed = placesOf(entries, shard);
      try {
        await shard.payload.writeFile(Buffer.concat(entries.map(({ payload }) => payload)));
        await shard.index.writeFile(encodeRows(placed));
        // The kernel's own stamp is some milliseconds late: a shard would seem older than the opening that wrote it.
        const now = new Date();
        await shard.payload.utimes(now, now);
      } catch (error) {
        await this.#giveUp(shard);
        throw error;
      }
      shard.bytes += bytes;
      shard.entries += entries.length;
      return placed;
    } catch (error) {
      if (isDiskFull(error)) return null;
      throw writeError(`feature cache ${this.#directory}`, error, bytes);
    }
  }

  async close(): Promise<void> {
    const shard = this.#shard;
    this.#shard = null;
    await shard?.payload.close();
    await shard?.index.close();
  }

  /** The shard that the next entries go to. Another process may have evicted the one so far: it then has no name any more. */
  async #shardFor(bytes: number): Promise<OpenShard> {
    const known = this.#shard;
    if (known) {
      const isFull = known.entries > 0 && known.bytes + bytes > this.#shardBytes;
      if (!isFull && (await known.payload.stat()).nlink > 0) return known;
      await this.close();
    }
    await mkdir(this.#directory, { recursive: true });
    const shard = newShard(this.#directory);
    const payload = await open(shard.payloadPath, "wx");
    const index = await open(shard.indexPath, "wx").catch(async (error: unknown) => {
      await payload.close();
      await removeShard(shard);
      throw error;
    });
    this.#shard = { ...shard, payload, index, bytes: 0, entries: 0 };
    return this.#shard;
  }

  /** After a write that failed: the shard ends where it did before, and goes where it has nothing. */
  async #giveUp(shard: OpenShard): Promise<void> {
    await shard.payload.truncate(shard.bytes).catch(() => {});
    await shard.index.truncate(shard.entries * rowBytes).catch(() => {});
    await this.close();
    if (shard.entries === 0) await removeShard(shard);
  }
}

function placesOf(entries: readonly NewEntry[], shard: OpenShard): (Entry & { readonly shard: Shard })[] {
  let offset = shard.bytes;
  return entries.map(({ key, payload, checksum }) => {
    const placed = { key, offset, count: payload.byteLength / 2, checksum, shard };
    offset += payload.byteLength;
    return placed;
  });
}
