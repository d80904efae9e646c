import { join } from "node:path";
import { writePiecesAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { piecesOfFile } from "../files/regular-file.ts";
import { readSafetensorsHeader, type StoredTensor } from "../files/safetensors.ts";
import { bytesByDtype, safetensorsHead } from "../files/safetensors-head.ts";
import type { ShardIndex } from "./shard-index.ts";

interface ShardTensor extends StoredTensor {
  readonly key: string;
  /** Path of its shard. */
  readonly path: string;
}

/** Tensors of all shards. Throws InputError where shards and index differ in any. */
function tensorsOf({ path: indexPath, shardOf, shards }: ShardIndex, folder: string): ShardTensor[] {
  const tensors = new Map<string, ShardTensor>();
  for (const shard of shards) {
    const path = join(folder, shard);
    for (const [key, stored] of readSafetensorsHeader(path).tensors) {
      const named = shardOf.get(key);
      if (named !== shard) {
        const found = named === undefined ? "in no shard" : `in ${named}`;
        throw new InputError(
          `${path}: has tensor ${key}, which ${indexPath} has ${found}; expected it there`,
        );
      }
      if (bytesByDtype[stored.dtype] === undefined) {
        const expected = Object.keys(bytesByDtype).join(", ");
        throw new InputError(`${path}: tensor ${key} is ${stored.dtype}; expected one of ${expected}`);
      }
      tensors.set(key, { ...stored, key, path });
    }
  }
  const missing = [...shardOf].filter(([key]) => !tensors.has(key));
  const [first] = missing;
  if (first !== undefined) {
    throw new InputError(
      `${join(folder, first[1])}: lacks tensor ${first[0]}; expected all ${shardOf.size} of ${indexPath}, ${missing.length} are missing`,
    );
  }
  return [...tensors.values()];
}

const bytesOf = ({ path, offset, length }: ShardTensor): AsyncGenerator<Uint8Array> =>
  piecesOfFile(path, "a safetensors file", { from: offset, bytes: length });

/**
 * Writes the tensors of all shards into one safetensors file, whole or not at all, holding no tensor in memory. Equal shards
 * give equal files: wide elements come first, so that all are aligned, then keys in their order.
 *
 * @param folder of the shards
 * @throws InputError where a shard is damaged, lacks a tensor of the index, or has one that is not its own
 */
export async function mergeShards(
  index: ShardIndex,
  folder: string,
  out: string,
  { signal, onProgress }: MergeOptions = {},
): Promise<void> {
  const width = ({ dtype }: ShardTensor): number => bytesByDtype[dtype] ?? 0;
  const tensors = tensorsOf(index, folder).sort((a, b) => width(b) - width(a) || (a.key < b.key ? -1 : 1));
  const { head, end } = safetensorsHead(tensors, { format: "pt" });
  let done = head.length;
  await writePiecesAtomically(out, end, async (file) => {
    await file.writeFile(head);
    for (const tensor of tensors) {
      for await (const piece of bytesOf(tensor)) {
        signal?.throwIfAborted();
        await file.writeFile(piece);
        done += piece.length;
        onProgress?.(done, end);
      }
    }
    if (done !== end) throw new Error(`${out}: ${done} bytes, expected ${end}`);
  });
}

interface MergeOptions {
  readonly signal?: AbortSignal;
  /** Bytes that are written, and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}
