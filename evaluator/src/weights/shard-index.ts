import { z } from "zod";
import { parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { isPlainName } from "./plain-name.ts";

const mostShards = 1000;

const indexFile = z.object({ weight_map: z.record(z.string().max(1000), z.string().max(255)) });

/** Which shard holds each tensor, as `model.safetensors.index.json` says it. */
export interface ShardIndex {
  readonly path: string;
  readonly shardOf: ReadonlyMap<string, string>;
  /** Names of files beside the index, sorted. */
  readonly shards: readonly string[];
}

/** Throws InputError where it is no index, or names what is no file beside it. */
export async function readShardIndex(path: string): Promise<ShardIndex> {
  const expected = "index of shards";
  const json = await readJsonFile(path, `an ${expected}`);
  const { weight_map } = requireParsed(path, expected, parseDocument(indexFile, json, expected));
  const shardOf = new Map(Object.entries(weight_map));
  const shards = [...new Set(shardOf.values())].sort();
  const stranger = shards.find((name) => !(isPlainName(name) && name.endsWith(".safetensors")));
  if (stranger !== undefined) {
    const found = JSON.stringify(stranger);
    throw new InputError(`${path}: shard ${found}; expected the name of a safetensors file beside the index`);
  }
  if (shards.length === 0 || shards.length > mostShards) {
    throw new InputError(`${path}: ${shards.length} shards; expected 1 to ${mostShards}`);
  }
  return { path, shardOf, shards };
}
