import { diskOf } from "../files/free-space.ts";
import { listShards, removeShard } from "./shard-files.ts";

/** Eviction goes this far below the limit, so that it is not due again at once. */
const lowWater = 0.9;

/** Left on the disk for checkpoints and results, which often lie beside the cache; bytes. */
const spareBytes = 500_000_000;

export type RoomAnswer = "room" | "over budget" | "disk full";

/**
 * What a cache folder still takes. Shards that this opening wrote or read are never evicted for entries of its own: where
 * a set of features is larger than the folder, a fixed part of it stays and is of use, instead of each driving out the next.
 */
export class CacheRoom {
  readonly #directory: string;
  readonly #byteBudget: number;
  /** A millisecond early: stamps lose their last digits on the way to the file and back. */
  readonly #openedMs = Date.now() - 1;
  #bytesInUse = 0;
  #bytesSinceScan = 0;
  #refusal: RoomAnswer | null = null;

  private constructor(directory: string, byteBudget: number) {
    this.#directory = directory;
    this.#byteBudget = byteBudget;
  }

  /** Shrinks the folder to the budget first, whoever used its shards. */
  static async open(directory: string, byteBudget: number): Promise<CacheRoom> {
    const room = new CacheRoom(directory, byteBudget);
    room.#bytesInUse = await evict(directory, () => byteBudget, Number.POSITIVE_INFINITY);
    return room;
  }

  /** Takes room for entries that are about to be written, if need be from the least recently used shards. */
  async take(bytes: number): Promise<RoomAnswer> {
    if (this.#refusal) return this.#refusal;
    if (bytes > this.#byteBudget) return "over budget";
    // Other processes write too: look again from time to time even while the own count is low.
    const isDue = this.#bytesSinceScan > this.#byteBudget / 20;
    let answer = await this.#answer(bytes);
    if (isDue || answer !== "room") {
      const free = await this.#freeBytes();
      const limit = (inUse: number) => Math.min(this.#byteBudget, inUse + free) - bytes;
      this.#bytesInUse = await evict(this.#directory, limit, this.#openedMs);
      this.#bytesSinceScan = 0;
      answer = await this.#answer(bytes);
    }
    if (answer !== "room") return answer;
    this.#bytesInUse += bytes;
    this.#bytesSinceScan += bytes;
    return answer;
  }

  /** From now on there is no room: what could be evicted is gone. */
  refuse<Refusal extends RoomAnswer>(answer: Refusal): Refusal {
    this.#refusal = answer;
    return answer;
  }

  async #answer(bytes: number): Promise<RoomAnswer> {
    if (this.#bytesInUse + bytes > this.#byteBudget) return "over budget";
    return (await this.#freeBytes()) < bytes ? "disk full" : "room";
  }

  async #freeBytes(): Promise<number> {
    return (await diskOf(this.#directory)).freeBytes - spareBytes;
  }
}

/**
 * Removes the least recently used shards if there is more than `limit` of all bytes allows, but none used since
 * `usedBeforeMs`; returns the bytes that stay.
 */
async function evict(
  directory: string,
  limit: (bytesInUse: number) => number,
  usedBeforeMs: number,
): Promise<number> {
  const shards = (await listShards(directory)).sort((a, b) => a.usedMs - b.usedMs);
  let total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = limit(total);
  if (total <= most) return total;
  for (const shard of shards) {
    if (total <= lowWater * most || shard.usedMs >= usedBeforeMs) break;
    await removeShard(shard);
    total -= shard.bytes;
  }
  return total;
}
