import { rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Manifest, ManifestWeights } from "../contract/index.ts";
import { fileKindAt } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { WriteError } from "../files/write-error.ts";
import { placeCompanions } from "./companions.ts";
import { lookUpFile } from "./hub.ts";
import {
  type FileFacts,
  type LockEntry,
  readWeightsLock,
  recordWeights,
  requireWritableLock,
  type WeightsLock,
} from "./lock-file.ts";
import {
  type DownloadSettings,
  downloadPublished,
  type PublishedFiles,
  publishedName,
} from "./published-files.ts";
import { removeStaging } from "./staging.ts";
import { expectedSha256, lockEntryOf, otherFile, sha256OfFile, writablePlace } from "./weights-file.ts";

export interface FetchOptions extends DownloadSettings {
  /** Folder of weights. */
  readonly folder: string;
}

export interface FetchOutcome extends FileFacts {
  readonly path: string;
  readonly state: "fetched" | "already there";
  /** Where the hash was known from; "first fetch": from nowhere, and it is recorded now. */
  readonly trust: "first fetch" | "lock" | "manifest";
  readonly revision: string | null;
}

/** What a fetch works on. */
interface Errand {
  readonly manifest: Manifest;
  readonly weights: ManifestWeights;
  readonly path: string;
  readonly lock: WeightsLock;
  /** What the lock has of this backbone, or of another with the same address: two backbones can share a file. */
  readonly known: LockEntry | null;
  readonly expected: string | null;
  readonly options: FetchOptions;
}

/**
 * Provides a backbone's weights file: as it is published, or made of the shards or the pickle that are. Where it was
 * fetched before, on any machine, it has to be the same again; the first time, its hash is recorded.
 *
 * @throws InputError where it cannot be had, or is not the file that is known
 */
export async function fetchWeights(manifest: Manifest, options: FetchOptions): Promise<FetchOutcome> {
  const { id, weights } = manifest;
  if (weights === null) throw new InputError(`backbone ${id}: has no weights; expected one with weights`);
  if (manifest.private) {
    throw new InputError(`backbone ${id}: is private, with its file beside it; expected a published one`);
  }
  const look = () => errandOf(manifest, weights, options);
  const errand = await look();
  // Looked at again: a process that fetches the same records it before the file is there.
  if (await isWhole(errand)) return keep(await look());
  if (errand.lock[id] === undefined) await requireWritableLock(options.lockPath);
  try {
    return await fetchNow(errand);
  } catch (error) {
    // Another process that fetches the same was first, and tidied up.
    if (options.signal?.aborted || !(await isWhole(await look()))) throw error;
    return keep(await look());
  }
}

async function errandOf(
  manifest: Manifest,
  weights: ManifestWeights,
  options: FetchOptions,
): Promise<Errand> {
  const { folder, lockPath } = options;
  const lock = await readWeightsLock(lockPath);
  const own = lockEntryOf(manifest, lock, lockPath);
  return {
    ...{ manifest, weights, lock, options },
    path: await writablePlace(folder, weights.file),
    known: own ?? Object.values(lock).find(({ url }) => url === weights.url) ?? null,
    expected: expectedSha256(manifest, lock, lockPath),
  };
}

const companions = (path: string, { read, signal }: FetchOptions) =>
  read({ kind: "companions", path }, signal ? { signal } : {});

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );

/** With the data of an ONNX model, as far as they are known. */
async function isWhole({ path, weights, known }: Errand): Promise<boolean> {
  const beside = Object.keys(known?.published ?? {}).filter((name) => name !== publishedName(weights.url));
  const paths = weights.format === "onnx" ? beside.map((name) => join(dirname(path), name)) : [];
  return (await Promise.all([path, ...paths].map(isThere))).every(Boolean);
}

async function factsOf(path: string, signal?: AbortSignal): Promise<FileFacts> {
  const { size: bytes } = await stat(path);
  return { sha256: await sha256OfFile(path, signal), bytes };
}

/** A file that is there is taken for the published one only where its hash says so. */
async function keep(errand: Errand): Promise<FetchOutcome> {
  const { manifest, weights, path, lock, known, options } = errand;
  const { id } = manifest;
  const facts = await factsOf(path, options.signal);
  const done = { ...facts, path, state: "already there" } as const;
  const require = (expected: string): void => {
    if (facts.sha256 === expected) return;
    throw new InputError(
      `${otherFile(id, path, facts.sha256, expected).message}; move it away to fetch the one from ${weights.url}`,
    );
  };
  if (errand.expected !== null) require(errand.expected);
  const own = lock[id];
  if (own !== undefined) return { ...done, trust: "lock", revision: own.revision };
  if (known !== null) {
    require(known.sha256);
    await recordWeights(options.lockPath, id, known);
    return { ...done, trust: "lock", revision: known.revision };
  }
  if (errand.expected !== null) return { ...done, trust: "manifest", revision: null };
  const isAlone = weights.format === "safetensors" || (await companions(path, options)).length === 0;
  const isPlain = isAlone && weights.published === undefined;
  const remote = isPlain ? await lookUpFile(weights.url, options) : null;
  if (remote === null || remote.sha256 === null) {
    throw new InputError(
      `backbone ${id}: ${path} is there, and nothing tells whether it is the one from ${weights.url}; move it away to fetch that`,
    );
  }
  require(remote.sha256);
  const name = publishedName(weights.url);
  const { revision, access } = remote;
  await recordWeights(options.lockPath, id, {
    ...{ url: weights.url, revision, access, published: { [name]: facts } },
    ...facts,
  });
  return { ...done, trust: "first fetch", revision };
}

async function fetchNow(errand: Errand): Promise<FetchOutcome> {
  const { manifest, weights, path, lock, known, options } = errand;
  const { lockPath, signal } = options;
  const published = await downloadPublished(weights, path, known, options);
  const { revision, access, files } = published;
  const made = await makeFile(weights, published, options);
  const asPublished = made === published.path ? files[publishedName(weights.url)] : undefined;
  const facts = asPublished ?? (await factsOf(made, signal));
  await requireExpected(errand, published, made, facts);
  await placeCompanions(published.companions, published.folder, dirname(path), signal);
  const isKnown = lock[manifest.id] !== undefined;
  if (!isKnown) {
    const entry = { url: weights.url, revision, access, published: files, ...facts };
    await recordWeights(lockPath, manifest.id, entry);
  }
  await rename(made, path);
  await removeStaging(path);
  const trust = isKnown || known !== null ? "lock" : errand.expected !== null ? "manifest" : "first fetch";
  return { ...facts, path, state: "fetched", trust, revision };
}

/** What a run reads, of what is published. What turns out to be no weights is removed, or the next fetch would find it. */
async function makeFile(
  { format, published, entry, url }: ManifestWeights,
  { folder, path, index }: PublishedFiles,
  { read, signal, onProgress }: FetchOptions,
): Promise<string> {
  const out = join(folder, ".whole.safetensors");
  const telling = (step: "merge" | "convert") => ({
    ...(signal ? { signal } : {}),
    onProgress: (done: number, total: number) => onProgress?.(step, basename(path), done, total),
  });
  try {
    if (index !== null) {
      await read({ kind: "merge", path: index.path, folder, out }, telling("merge"));
      return out;
    }
    if (published === "torch-pickle") {
      await read({ kind: "convert", path, out, entry: entry ?? null }, telling("convert"));
      return out;
    }
    if (format === "safetensors") await read({ kind: "header", path }, telling("convert"));
    return path;
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof WriteError) throw error;
    // A checkpoint that is one can wait for a converter that reads it.
    const isPickle = /^a (Python pickle|zip archive)$/.test(fileKindAt(path) ?? "");
    if (published !== "torch-pickle" || !isPickle) await rm(folder, { recursive: true, force: true });
    throw new InputError(`what ${url} gave is not usable: ${error.message}`);
  }
}

async function requireExpected(
  { manifest: { id }, weights, lock, expected, options }: Errand,
  { path: first }: PublishedFiles,
  made: string,
  { sha256, bytes }: FileFacts,
): Promise<void> {
  const isOther = expected !== null && sha256 !== expected;
  if (!isOther && (weights.bytes === null || bytes === weights.bytes)) return;
  await rm(made, { force: true });
  if (made !== first && sha256 !== lock[id]?.sha256 && lock[id] !== undefined) {
    // The published files were held to their own hashes.
    const entry = weights.entry === undefined ? "" : ` of entry ${weights.entry}`;
    throw new InputError(
      `backbone ${id}: what ${weights.url} gave is as recorded in ${options.lockPath}, but the file that is made${entry} of it has SHA-256 ${sha256}; expected ${expected}: this version makes another, or the manifest's weights.entry changed; if the new one is right, delete the entry of ${id} there and fetch again`,
    );
  }
  const found = `what ${weights.url} gave has ${bytes} bytes and SHA-256 ${sha256}`;
  throw new InputError(
    `backbone ${id}: ${found}; expected ${weights.bytes === null ? "" : `${weights.bytes} bytes and `}${expected ?? "any"}`,
  );
}
