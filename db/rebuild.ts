import { parseBundle } from "#contract";
import { type MaintainerKeys, maintainerFolder, readMaintainerKeys } from "./attestation.ts";
import { listBundles, readBundle } from "./bundle-store.ts";
import { addKeptAttestations } from "./insert-attestation.ts";
import { bundleId, storeBundle } from "./insert-result.ts";
import { attestations, backbones, metricValues, results } from "./schema.ts";
import { seedPaper } from "./seed.ts";
import type { Database, OpenDatabase } from "./shared-database.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export interface Recovery {
  readonly files: number;
  readonly added: number;
}

/** Adds each kept bundle, in the order of arrival, that the database lacks; a damaged file stops it, named. */
async function addKept(tx: Database, bundleFolder: string, keys: MaintainerKeys): Promise<Recovery> {
  const stored = new Set((await tx.select({ id: results.id }).from(results)).map(({ id }) => id));
  const kept = await listBundles(bundleFolder);
  const missing = kept.filter(({ id }) => !stored.has(id));
  for (const { id, receipt } of missing) {
    const content: unknown = JSON.parse((await readBundle(bundleFolder, id)) ?? "null");
    const parsed = parseBundle(content);
    if (!parsed.ok) {
      const problems = parsed.problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
      throw new Error(`bundle file ${id}.json in ${bundleFolder} does not parse: ${problems}`);
    }
    const found = bundleId(content);
    if (found !== id) throw new Error(`bundle file ${id}.json in ${bundleFolder} has the hash ${found}`);
    await storeBundle(tx, parsed.bundle, id, receipt);
  }
  await addKeptAttestations(tx, bundleFolder, keys);
  return { files: kept.length, added: missing.length };
}

/** At start: results whose file was written and whose rows a crash or power cut took; then a snapshot, if anything is new. */
export function recoverResults(
  { db, bundleFolder }: OpenDatabase,
  keys: MaintainerKeys = readMaintainerKeys(maintainerFolder),
): Promise<Recovery> {
  return db.transaction(async (tx) => {
    const recovery = await addKept(tx, bundleFolder, keys);
    await takeSnapshot(tx, new Date());
    return recovery;
  });
}

/** Forgets every result and backbone, then reads the paper and every kept bundle again; all or nothing. Tokens, audit log and older snapshots stay. */
export function rebuildResults(
  { db, bundleFolder }: OpenDatabase,
  keys: MaintainerKeys = readMaintainerKeys(maintainerFolder),
): Promise<Recovery> {
  return db.transaction(async (tx) => {
    await tx.delete(attestations);
    await tx.delete(metricValues);
    await tx.delete(results);
    await tx.delete(backbones);
    await seedPaper(tx);
    const recovery = await addKept(tx, bundleFolder, keys);
    await takeSnapshot(tx, new Date());
    return recovery;
  });
}
