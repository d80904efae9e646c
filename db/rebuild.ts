import { parseBundle } from "#contract";
import { listBundles, readBundle } from "./bundle-store.ts";
import { addKeptDocuments } from "./insert-document.ts";
import { bundleId, storeBundle } from "./insert-result.ts";
import { backbones, metricValues, resultDocuments, results } from "./schema.ts";
import { seedPaper } from "./seed.ts";
import type { Database, OpenDatabase } from "./shared-database.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export interface Recovery {
  readonly files: number;
  readonly added: number;
}

/** Adds each kept bundle, in the order of arrival, that the database lacks; a damaged file stops it, named. */
async function addKept(tx: Database, bundleFolder: string): Promise<Recovery> {
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
    const found = bundleId(parsed.bundle);
    if (found !== id) throw new Error(`bundle file ${id}.json in ${bundleFolder} has the hash ${found}`);
    await storeBundle(tx, parsed.bundle, id, receipt);
  }
  return { files: kept.length, added: missing.length };
}

/** At start: results whose file was written and whose rows a crash or power cut took; then a snapshot, if anything is new. */
export function recoverResults(open: OpenDatabase): Promise<Recovery> {
  return open.db.transaction(async (tx) => {
    const recovery = await addKept(tx, open.bundleFolder);
    await addKeptDocuments(tx, open);
    await takeSnapshot(tx, new Date());
    return recovery;
  });
}

/** Forgets every result and backbone, then reads the paper and every kept bundle and document again; all or nothing. Tokens, audit log and older snapshots stay. */
export function rebuildResults(open: OpenDatabase): Promise<Recovery> {
  return open.db.transaction(async (tx) => {
    await tx.delete(resultDocuments);
    await tx.delete(metricValues);
    await tx.delete(results);
    await tx.delete(backbones);
    await seedPaper(tx);
    const recovery = await addKept(tx, open.bundleFolder);
    await addKeptDocuments(tx, open);
    await takeSnapshot(tx, new Date());
    return recovery;
  });
}
