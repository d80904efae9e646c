import { eq } from "drizzle-orm";
import { differencesIn, networkDifferences, type Problem, timedFields } from "#contract";
import { idProblems, reservationProblems } from "../derive/door/id-problems.ts";
import { conflictProblems } from "../derive/manifest-conflict.ts";
import type { Database } from "../open/shared-database.ts";
import { knownId } from "../read/door-facts.ts";
import { results, speedMeasurements } from "../schema.ts";
import type { FileStore } from "../store/file-store.ts";
import { heldManifest, keptManifest, lockBackbone } from "./backbone-row.ts";
import { senderOf } from "./insert-document.ts";

/** What the door asks of the id of a withdrawn result. */
async function resultProblems(tx: Database, files: FileStore, id: string): Promise<Problem[]> {
  const [row] = await tx.select().from(results).where(eq(results.id, id));
  if (!row) return [];
  const { backboneId, role, holder, uploadedBy } = row;
  const held = await heldManifest(tx, await lockBackbone(tx, backboneId));
  const manifest = await keptManifest(files, id);
  if (manifest === null) return [{ path: "manifest", message: "cannot be read from its file" }];
  const sender = senderOf({ role, holder, uploadedBy: uploadedBy ?? "" });
  return [
    ...idProblems(manifest, { sender, id: await knownId(tx, backboneId) }),
    ...conflictProblems("manifest", backboneId, held ? networkDifferences(manifest, held) : []),
  ];
}

/** What the door asks of the id of a withdrawn speed. */
async function speedProblems(tx: Database, id: string): Promise<Problem[]> {
  const [row] = await tx.select().from(speedMeasurements).where(eq(speedMeasurements.id, id));
  if (!row) return [];
  const { backboneId, measurement, role, holder, uploadedBy } = row;
  const held = await heldManifest(tx, await lockBackbone(tx, backboneId));
  const sender = senderOf({ role, holder, uploadedBy: uploadedBy ?? "" });
  const differences = held ? differencesIn(timedFields, measurement.backbone, held) : [];
  return [
    ...reservationProblems("backbone.id", backboneId, { sender, id: await knownId(tx, backboneId) }),
    ...conflictProblems("backbone", backboneId, differences),
  ];
}

/**
 * Why something withdrawn cannot come back under its backbone's id: somebody else has taken that, or the id is another
 * network's. null: it can.
 */
export async function takenMeanwhile(tx: Database, files: FileStore, id: string): Promise<string | null> {
  const problems = [...(await resultProblems(tx, files, id)), ...(await speedProblems(tx, id))];
  if (problems.length === 0) return null;
  const reasons = problems.map(({ path, message }) => `${path} ${message}`);
  return `${id} cannot come back: ${reasons.join("; ")}`;
}
