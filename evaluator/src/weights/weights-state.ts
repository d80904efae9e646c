import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Manifest } from "../contract/index.ts";
import { licenceTerms } from "./licence-terms.ts";
import type { WeightsLock } from "./lock-file.ts";
import { isStagingOf } from "./staging.ts";

/** How a backbone's weights stand, as far as that is seen without reading them. */
export interface WeightsState {
  readonly id: string;
  /** Below the folder of weights. */
  readonly file: string;
  readonly url: string;
  readonly licence: string;
  readonly terms: string;
  /** Of the file that a run reads; null: nobody has seen it yet. */
  readonly bytes: number | null;
  /** Does its publisher ask who fetches it? null: it was never fetched. */
  readonly gated: boolean | null;
  /** "other size": it cannot be the file that is known. */
  readonly state: "missing" | "partly fetched" | "here" | "other size";
  /** Who says its hash; "other address": the lock, of a file from elsewhere; null: nobody yet. */
  readonly hashFrom: "manifest" | "lock" | "other address" | null;
}

/**
 * @param folder of weights
 * @returns null for a backbone without weights
 */
export async function weightsState(
  { id, licence, weights }: Manifest,
  folder: string,
  lock: WeightsLock,
): Promise<WeightsState | null> {
  if (weights === null) return null;
  const entry = lock[id] ?? null;
  const locked = entry?.url === weights.url ? entry : null;
  const bytes = weights.bytes ?? locked?.bytes ?? null;
  const fromLock = locked !== null ? "lock" : entry !== null ? "other address" : null;
  return {
    ...{ id, file: weights.file, url: weights.url, licence, terms: licenceTerms(licence), bytes },
    gated: locked === null ? null : locked.access === "token",
    state: await stateOf(join(folder, weights.file), bytes),
    hashFrom: weights.sha256 !== null ? "manifest" : fromLock,
  };
}

async function stateOf(path: string, bytes: number | null): Promise<WeightsState["state"]> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return bytes === null || found.size === bytes ? "here" : "other size";
  const beside = await readdir(dirname(path)).catch(() => []);
  return beside.some((name) => isStagingOf(basename(path), name)) ? "partly fetched" : "missing";
}
