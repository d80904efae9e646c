import { fileURLToPath } from "node:url";
import {
  type BackboneCost,
  type Costs,
  costsSchema,
  costsSchemaVersion,
  parseDocument,
} from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";

/** The counts that are committed beside the manifests; the site reads them too. */
export const costsPath = fileURLToPath(new URL("../../cost.json", import.meta.url));

/** @throws InputError where the file is missing or wrong. */
export async function readCosts(path = costsPath): Promise<Costs> {
  const value = await readJsonFile(path, "counts of backbones");
  return requireParsed(path, "counts of backbones", parseDocument(costsSchema, value));
}

/** Writes counts in the order of the ids, whole or not at all. */
export async function writeCosts(counts: ReadonlyMap<string, BackboneCost>, path = costsPath): Promise<void> {
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const costs: Costs = { schemaVersion: costsSchemaVersion, backbones: Object.fromEntries(sorted) };
  await writeFileAtomically(path, `${JSON.stringify(costs, null, 2)}\n`);
}
