import { randomUUID } from "node:crypto";
import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * A shard is two files of one name that only grow: the entries' payloads, and its index. The name begins with the time
 * at which the shard was begun, so that names are in that order.
 */
const extensions = { payload: ".shard", index: ".index" } as const;

export interface Shard {
  readonly name: string;
  readonly payloadPath: string;
  readonly indexPath: string;
}

/** A shard with what the disk says of it. */
export interface ShardFacts extends Shard {
  readonly bytes: number;
  readonly indexBytes: number;
  /** When it was last written or read, by the payload's time stamp, milliseconds. */
  readonly usedMs: number;
}

/** A file without the other one, older than this, belongs to a process that died, milliseconds. */
const staleAfterMs = 3_600_000;

export function newShard(directory: string): Shard {
  return shardNamed(directory, `${Date.now().toString().padStart(15, "0")}-${randomUUID()}`);
}

function shardNamed(directory: string, name: string): Shard {
  const path = join(directory, name);
  return { name, payloadPath: path + extensions.payload, indexPath: path + extensions.index };
}

/** The shards of a folder by name, from the oldest to the newest. */
export async function listShards(directory: string): Promise<ShardFacts[]> {
  const names = new Set<string>();
  for (const file of await readdir(directory)) {
    const name = /^(\d{15}-[0-9a-f-]{36})\.(shard|index)$/.exec(file)?.[1];
    if (name) names.add(name);
  }
  const shards: ShardFacts[] = [];
  for (const name of [...names].sort()) {
    const shard = shardNamed(directory, name);
    const [payload, index] = await Promise.all(
      [shard.payloadPath, shard.indexPath].map((path) => stat(path).catch(() => null)),
    );
    const bytes = (payload?.size ?? 0) + (index?.size ?? 0);
    const usedMs = payload?.mtimeMs ?? index?.mtimeMs ?? 0;
    const isWhole = payload !== null && index !== null;
    if (!isWhole && Date.now() - usedMs > staleAfterMs) await removeShard(shard);
    else shards.push({ ...shard, bytes, indexBytes: index?.size ?? 0, usedMs });
  }
  return shards;
}

export async function removeShard({ payloadPath, indexPath }: Shard): Promise<void> {
  // The index first: without it nobody looks for the payloads.
  await rm(indexPath, { force: true });
  await rm(payloadPath, { force: true });
}

/** Bytes of everything in a cache folder; 0 where there is none. */
export async function cachedBytes(directory: string): Promise<number> {
  const shards = await listShards(directory).catch(() => []);
  return shards.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Removes entries of the former format, a file each: their keys lack what decides the bits today, so no version that writes
 * shards asks for them.
 */
export async function removeFormerEntries(directory: string): Promise<void> {
  const entry = /^[0-9a-f]{2}[/\\][0-9a-f]{64}\.features(\.[0-9a-f-]{36}\.tmp)?$/;
  const former = (await readdir(directory, { recursive: true })).filter((name) => entry.test(name));
  for (const name of former) await rm(join(directory, name), { force: true });
  for (const folder of new Set(former.map((name) => dirname(name)))) {
    await rmdir(join(directory, folder)).catch(() => {});
  }
}
