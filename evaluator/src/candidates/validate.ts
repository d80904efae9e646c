import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { listManifests, readManifest, requireManifestPath } from "../backbones/manifest-file.ts";
import { isSeeded } from "../backbones/network.ts";
import { isPrivate } from "../backbones/private-manifest.ts";
import { isFormatted, type Manifest, manifestSchema, parseDocument, probeState } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile } from "../files/json-file.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { checkFeatures } from "./feature-checks.ts";
import { fieldNotes, fieldProblems } from "./fields.ts";
import { checkGraph } from "./graph-checks.ts";
import { limitProblems } from "./limits.ts";

/** One manifest's verdict, as `backbones validate --json` prints it. */
export interface Verdict {
  /** null: the file has none. */
  readonly id: string | null;
  readonly file: string;
  /** What has to be mended. */
  readonly problems: readonly string[];
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/**
 * Everything that is checked of a manifest before it is merged. With weights, their keys, values and features too; without,
 * the network is built at its full size from shapes.
 *
 * @param fileOrId a manifest's path, or the id of one that comes with the evaluator
 * @param weightsDirectory folder of weights; undefined: features are not looked at
 * @throws InputError where an id is none of the evaluator's
 */
export async function validate(fileOrId: string, weightsDirectory: string | undefined): Promise<Verdict> {
  const file = await requireManifestPath(fileOrId);
  const read = await readDocument(file);
  if ("problems" in read) return { file, ...read, notes: [] };
  const { manifest } = read;
  const name = basename(file).replace(/\.json$/, "");
  const problems = [
    ...fieldProblems(manifest, name),
    ...(await weightsNameProblems(manifest)),
    ...(isFormatted(String(await readLimited(file, mostTextBytes, "a manifest")))
      ? []
      : ["lines are not as the repository's formatter leaves them; npx biome check --write FILE mends that"]),
  ];
  const limits = limitProblems(manifest);
  if (limits.length > 0) return { id: manifest.id, file, problems: [...problems, ...limits], notes: [] };
  const weights = weightsPath(manifest, weightsDirectory);
  const graph = await checkGraph(manifest, { file, weights });
  problems.push(...graph.problems);
  const notes = [...fieldNotes(manifest), ...graph.notes];
  // Features of a network that does not fit its manifest would only repeat it.
  if (problems.length === 0) await lookAtFeatures(manifest, weightsDirectory, { problems, notes });
  if (probeState(manifest) === "not-probed") {
    notes.push(
      "probe: none, so its results are marked as not probed; evaluator/tools/probe/probe.py makes one",
    );
  }
  return { id: manifest.id, file, problems, notes };
}

/** null: there are none, or none here. */
function weightsPath({ weights }: Manifest, folder: string | undefined): string | null {
  if (weights === null || folder === undefined) return null;
  const path = join(folder, weights.file);
  return existsSync(path) ? path : null;
}

const privateManifest =
  "private: true, so it is for runs of your own, which check it themselves; expected a manifest to publish, with every field";

type Read = { readonly manifest: Manifest } | { readonly id: string | null; readonly problems: string[] };

async function readDocument(file: string): Promise<Read> {
  let json: unknown;
  try {
    json = await readJsonFile(file, "a manifest");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { id: null, problems: [error.message] };
  }
  if (isPrivate(json)) return { id: null, problems: [privateManifest] };
  const parsed = parseDocument(manifestSchema, json, "manifest");
  if (parsed.ok) return { manifest: parsed.document };
  const id = (json as { readonly id?: unknown } | null)?.id;
  return {
    id: typeof id === "string" ? id : null,
    problems: parsed.problems.map(({ path, message }) => `${path}: ${message}`),
  };
}

/** One folder holds all weights: a name stands for one file. */
async function weightsNameProblems({ id, weights }: Manifest): Promise<string[]> {
  if (weights === null) return [];
  for (const other of await listManifests()) {
    if (other === id) continue;
    const named = (await readManifest(other)).weights;
    if (named?.file !== weights.file || named.url === weights.url) continue;
    return [`weights.file: ${weights.file} is ${other}'s of ${named.url}, expected a name of its own`];
  }
  return [];
}

async function lookAtFeatures(
  manifest: Manifest,
  weightsDirectory: string | undefined,
  { problems, notes }: { readonly problems: string[]; readonly notes: string[] },
): Promise<void> {
  const { weights } = manifest;
  if (weights === null && isSeeded(manifest)) return;
  if (weights !== null && weightsDirectory === undefined) {
    notes.push("weights: not looked at without --weights, so neither were their keys, features and probe");
    return;
  }
  if (weights !== null && weightsPath(manifest, weightsDirectory) === null) {
    notes.push(`weights: not looked at, there is no ${weights.file} in ${weightsDirectory}`);
    return;
  }
  try {
    notes.push(...(await checkFeatures(manifest, weightsDirectory)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(error.message);
  }
}
