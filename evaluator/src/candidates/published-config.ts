import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { parseDocument } from "../contract/index.ts";
import { type DownloadOptions, downloadFile } from "../download/download-file.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";

/** A hundred times what a configuration takes. */
const mostConfigBytes = 1_000_000;

/** Where a configuration comes from: the hub, or a copy of it. */
export interface ConfigPlace {
  /** Of a copy; undefined: it is fetched. */
  readonly file: string | undefined;
  readonly url: string;
}

/**
 * A published configuration.
 *
 * @throws InputError where it cannot be had, or naming every field that is not as the library writes it
 */
export async function readConfig<Config>(
  { file, url }: ConfigPlace,
  schema: z.ZodType<Config>,
  options: DownloadOptions,
): Promise<Config> {
  if (file !== undefined) return parsed(file, schema, await readJsonFile(file, "a published configuration"));
  const folder = await mkdtemp(join(tmpdir(), "config-"));
  try {
    const path = join(folder, "config.json");
    const whole = { url, path, bytes: null, md5: null, sha256: null, mostBytes: mostConfigBytes };
    await downloadFile(whole, options);
    return parsed(url, schema, await readJsonFile(path, "a published configuration"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parsed<Config>(from: string, schema: z.ZodType<Config>, json: unknown): Config {
  return requireParsed(from, "published configuration", parseDocument(schema, json, "configuration"));
}

/** ORG/NAME or NAME, as model hubs call a repository: nothing of it may leave its place in an address. */
export function requireRepository(name: string, pattern: RegExp, expected: string): string {
  if (pattern.test(name) && !name.includes("..")) return name;
  throw new InputError(`${JSON.stringify(name)} is no name on the hub; expected ${expected}`);
}

/** An id that is made of a name: "vit_base_patch16_224.mae" -> "vit-base-patch16-224-mae". */
export function idOf(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, 64).replace(/-$/, "");
}
