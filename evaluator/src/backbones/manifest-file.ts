import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Manifest, manifestSchema, parseDocument, slug } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { listProblems } from "../files/json-file.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { decodeText } from "../files/text-file.ts";
import { completePrivate, isPrivate } from "./private-manifest.ts";

/** Manifests that come with the evaluator; `<id>.keys.json` beside one are the keys of its published weights. */
export const manifestsDirectory = fileURLToPath(new URL("../../manifests/", import.meta.url));

/** Ids of the manifests that come with the evaluator, sorted. */
export async function listManifests(): Promise<string[]> {
  const files = await readdir(manifestsDirectory);
  return files
    .filter((file) => file.endsWith(".json") && !file.endsWith(".keys.json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

const isPath = (pathOrId: string): boolean => /[/\\]|\.json$/.test(pathOrId);

/** Where a manifest lies: one of the evaluator's by its id, or a JSON file by its path. */
export const manifestPath = (pathOrId: string): string =>
  isPath(pathOrId) ? pathOrId : join(manifestsDirectory, `${pathOrId}.json`);

/**
 * One manifest, by the id of one that comes with the evaluator or by the path of a JSON file, private ones completed.
 *
 * @throws InputError where there is no such manifest, or naming every field that is wrong.
 */
export async function readManifest(pathOrId: string): Promise<Manifest> {
  if (!isPath(pathOrId) && !slug.safeParse(pathOrId).success) throw await unknownId(pathOrId);
  const path = manifestPath(pathOrId);
  let bytes: Buffer;
  try {
    bytes = await readLimited(path, mostTextBytes, "a manifest");
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (!isPath(pathOrId)) throw await unknownId(pathOrId);
    throw new InputError(
      `manifest ${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); expected a JSON file`,
    );
  }
  const json = jsonOf(path, decodeText(bytes, `manifest ${path}`));
  if (isPath(pathOrId) && isPrivate(json))
    return completePrivate(path, json, readPublished, await listManifests());
  return parseManifest(path, json);
}

async function unknownId(id: string): Promise<InputError> {
  const known = (await listManifests()).join(", ");
  return new InputError(`no backbone ${id}; expected the path of a manifest or one of: ${known}`);
}

const readPublished = (id: string): Promise<Manifest> => readManifest(id);

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`manifest ${path}: not JSON (${(error as Error).message}); expected a manifest`);
  }
}

function parseManifest(path: string, json: unknown): Manifest {
  const parsed = parseDocument(manifestSchema, json, "manifest");
  if (parsed.ok) return parsed.document;
  throw new InputError(`manifest ${path}:\n${listProblems(parsed.problems)}`);
}
