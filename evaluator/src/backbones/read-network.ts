import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Manifest } from "../contract/index.ts";
import { readInChild } from "../reading/child.ts";
import { readInChildOnce } from "../reading/kept.ts";
import { bytesOfFiles, limitsOfFiles } from "../reading/limits.ts";
import { weightsLockPath } from "../weights/lock-file.ts";
import { findWeights, type WeightsPlace } from "./find-weights.ts";
import { folderOf } from "./manifest-folder.ts";
import type { NetworkFiles, NetworkJob } from "./network-job.ts";

export interface ReadNetworkOptions extends WeightsPlace {
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Folder that remembers what was found of files that stay as they are; without it each opening reads them. */
  readonly readMemory?: string;
}

/**
 * Has a network's files read by a child first: hashes, headers, values, and of a foreign ONNX file a trial run.
 *
 * @returns the files as they were found
 * @throws InputError where they are missing, damaged, not those that the manifest describes, or exhaust their reader
 */
export async function readNetworkInChild(
  manifest: Manifest,
  { threads, signal, readMemory, ...place }: ReadNetworkOptions,
): Promise<NetworkFiles> {
  const { path } = await findWeights(manifest, place);
  const { weightsDirectory = null, lockPath = weightsLockPath() } = place;
  const job: NetworkJob = {
    ...{ manifest, folder: folderOf(manifest) ?? null, weightsDirectory, lockPath },
    threads: threads ?? null,
  };
  const reading = {
    module: new URL("./network-reader.ts", import.meta.url),
    ...{ job, what: path, limits: limitsOfFiles(await bytesOfNetwork(manifest, path)), signal },
  };
  if (readMemory === undefined) return readInChild<NetworkJob, NetworkFiles>(reading);
  const filesOf = (files: NetworkFiles) => files.map((file) => file.path);
  return readInChildOnce<NetworkJob, NetworkFiles>(reading, { folder: readMemory, filesOf });
}

/** With what lies beside an ONNX file under its name, where its tensors are. */
export async function bytesOfNetwork({ parameters }: Manifest, path: string): Promise<number> {
  const stem = basename(path).replace(/\.[^.]+$/, "");
  const names = (await readdir(dirname(path)).catch(() => [])).filter((name) => name.startsWith(stem));
  const bytes = await bytesOfFiles(names.map((name) => join(dirname(path), name)));
  return Math.max(bytes, 4 * parameters);
}
