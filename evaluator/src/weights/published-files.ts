import { rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ManifestWeights } from "../contract/index.ts";
import { downloadFile } from "../download/download-file.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { mostTextBytes } from "../files/limited-read.ts";
import { type AskOptions, hubAuthorization, lookUpFile, pinnedAddress, type RemoteFile } from "./hub.ts";
import type { FileFacts, LockEntry } from "./lock-file.ts";
import { isPlainName } from "./plain-name.ts";
import type { ReadPublished } from "./published-work.ts";
import { readShardIndex, type ShardIndex } from "./shard-index.ts";
import { openStaging, stagedPath } from "./staging.ts";
import { sha256OfFile } from "./weights-file.ts";

/** The largest single files of the known backbones take a tenth of it. */
const mostFileBytes = 2 ** 36;

export type FetchStep = "download" | "merge" | "convert";

export interface DownloadSettings extends AskOptions {
  readonly lockPath: string;
  /** Reads what came. */
  readonly read: ReadPublished;
  readonly onProgress?: (step: FetchStep, file: string, done: number, total: number | null) => void;
}

/** What a publisher offers for one weights file, all of it here. */
export interface PublishedFiles {
  readonly folder: string;
  /** What the manifest's address gave. */
  readonly path: string;
  readonly index: ShardIndex | null;
  /** Data of an ONNX model, beside it. */
  readonly companions: readonly string[];
  readonly revision: string | null;
  readonly access: RemoteFile["access"];
  readonly files: Readonly<Record<string, FileFacts>>;
}

/** The last part of an address where it can be a file's name. */
export function publishedName(address: string): string {
  const name = new URL(address).pathname.split("/").at(-1) ?? "";
  return isPlainName(name) ? name : "weights";
}

interface Wanted {
  readonly name: string;
  readonly remote: RemoteFile;
  readonly mostBytes: number;
}

/** Each file in its turn, continued where it was cut off, and held to what was recorded when it was first fetched. */
async function download(
  wanted: readonly Wanted[],
  folder: string,
  known: LockEntry | null,
  settings: DownloadSettings,
): Promise<[string, FileFacts][]> {
  const files: [string, FileFacts][] = [];
  for (const { name, remote, mostBytes } of wanted) {
    const locked = known?.published[name];
    const path = await stagedPath(folder, name);
    const sha256 = locked?.sha256 ?? remote.sha256;
    const request = {
      ...{ url: remote.url, path, mostBytes, md5: null, sha256 },
      bytes: locked?.bytes ?? remote.bytes,
      ...(locked ? { authority: `as recorded in ${settings.lockPath}` } : {}),
    };
    const options = {
      ...settings,
      authorization: hubAuthorization(remote.access, settings.token),
      onProgress: (done: number, total: number | null) =>
        settings.onProgress?.("download", name, done, total),
    };
    await downloadFile(request, options).catch(async (error: unknown) => {
      // A whole one of former times that is another by now must not stay in the way.
      if (error instanceof InputError) await rm(path, { force: true });
      throw error;
    });
    const { size } = await stat(path);
    files.push([name, { sha256: sha256 ?? (await sha256OfFile(path, settings.signal)), bytes: size }]);
  }
  return files;
}

/** Throws InputError where the disk cannot hold what is still to come, and the file that is made of it. */
async function requireRoom(folder: string, wanted: readonly Wanted[], published: string | undefined) {
  let needed = 0;
  for (const { name, remote } of wanted) {
    const path = join(folder, name);
    const sizes = await Promise.all([path, `${path}.part`].map((place) => stat(place).catch(() => null)));
    const here = Math.max(...sizes.map((found) => found?.size ?? 0));
    const bytes = remote.bytes ?? 0;
    needed += Math.max(0, bytes - here) + (published === undefined ? 0 : bytes);
  }
  const what = published === undefined ? "the download" : "the download and the file that is made of it";
  await requireFreeSpace(dirname(folder), needed, what);
}

function requireSizes(wanted: readonly Wanted[]): void {
  for (const { remote, mostBytes } of wanted) {
    if ((remote.bytes ?? 0) <= mostBytes) continue;
    throw new InputError(
      `${remote.url}: the server offers ${remote.bytes} bytes; expected at most ${mostBytes}`,
    );
  }
}

/** Reads which files belong to a fetched one. One that cannot be is removed, or the next fetch would find it. */
async function readOrRemove<Result>(path: string, read: (path: string) => Promise<Result>): Promise<Result> {
  try {
    return await read(path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Downloads what a manifest's address leads to, an index with all its shards, a model with all its data, into a folder beside the weights file. What
 * was fetched before is pinned to the revision that was recorded then.
 *
 * @param path of the weights file
 * @param known what was recorded; null: this is the first time
 * @throws InputError where something is not there, not allowed, too large or not as it was
 */
export async function downloadPublished(
  { url, format, published }: ManifestWeights,
  path: string,
  known: LockEntry | null,
  settings: DownloadSettings,
): Promise<PublishedFiles> {
  const remote = await lookUpFile(pinnedAddress(url, known?.revision ?? null), settings);
  const { revision, access } = remote;
  const folder = await openStaging(path, remote);
  const isIndex = published === "safetensors-index";
  const name = publishedName(url);
  const first = [{ name, remote, mostBytes: isIndex ? mostTextBytes : mostFileBytes }];
  requireSizes(first);
  await requireRoom(folder, first, published);
  const files = await download(first, folder, known, settings);
  const at = join(folder, name);
  const index = isIndex ? await readOrRemove(at, readShardIndex) : null;
  const { read, signal } = settings;
  const namesIn = (model: string) => read({ kind: "companions", path: model }, signal ? { signal } : {});
  const companions = format === "onnx" ? await readOrRemove(at, namesIn) : [];
  const others: Wanted[] = [];
  for (const other of index?.shards ?? companions) {
    const address = new URL(other, remote.url).href;
    others.push({ name: other, remote: await lookUpFile(address, settings), mostBytes: mostFileBytes });
  }
  requireSizes(others);
  await requireRoom(folder, others, published);
  files.push(...(await download(others, folder, known, settings)));
  const whole = { folder, path: at, index, companions, revision, access };
  return { ...whole, files: Object.fromEntries(files) };
}
