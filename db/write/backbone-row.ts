import { and, asc, eq, isNotNull, ne } from "drizzle-orm";
import { type Manifest, parseBundle } from "#contract";
import { describingResult } from "../derive/door/taken-id.ts";
import type { Database } from "../open/shared-database.ts";
import { backbones, results } from "../schema.ts";
import { readBundle, shelves } from "../store/bundles.ts";
import type { FileStore } from "../store/file-store.ts";

export type BackboneRow = typeof backbones.$inferSelect;

/** The backbone's row, locked until the transaction ends: uploads of one backbone follow one another. */
export async function lockBackbone(tx: Database, id: string): Promise<BackboneRow> {
  await tx.insert(backbones).values({ id }).onConflictDoNothing();
  const [stored] = await tx.select().from(backbones).where(eq(backbones.id, id)).for("update");
  if (!stored) throw new Error(`backbone ${id} vanished inside its own transaction`);
  return stored;
}

const uploadedOf = (id: string) => and(eq(results.backboneId, id), isNotNull(results.uploadedBy));

/** The manifest that others of this id have to agree with: that of results that are not withdrawn; null: there are none. */
export async function heldManifest(tx: Database, { id, manifest }: BackboneRow): Promise<Manifest | null> {
  const held = await tx.$count(results, and(uploadedOf(id), ne(results.standing, "withdrawn")));
  return held > 0 ? manifest : null;
}

/** The manifest of a kept bundle; null: its file is not there, or damaged. */
export async function keptManifest(files: FileStore, resultId: string): Promise<Manifest | null> {
  const text = await readBundle(files, shelves.bundle, resultId);
  if (text === null) return null;
  try {
    const parsed = parseBundle(JSON.parse(text));
    return parsed.ok ? parsed.document.manifest : null;
  } catch {
    return null;
  }
}

/** After results of a backbone have come to stand elsewhere: its row says what the one says that describes it now. */
export async function settleManifest(tx: Database, files: FileStore, backboneId: string): Promise<void> {
  await lockBackbone(tx, backboneId);
  const uploaded = await tx
    .select({ id: results.id, standing: results.standing })
    .from(results)
    .where(uploadedOf(backboneId))
    .orderBy(asc(results.sequence));
  const describing = describingResult(uploaded);
  const manifest = describing && (await keptManifest(files, describing.id));
  if (manifest) await tx.update(backbones).set({ manifest }).where(eq(backbones.id, backboneId));
}
