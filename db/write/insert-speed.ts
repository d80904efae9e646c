import { asc, eq } from "drizzle-orm";
import {
  differencesIn,
  parseDocument,
  type SpeedMeasurement,
  speedMeasurementSchema,
  timedFields,
} from "#contract";
import { speedNaturalKey } from "../derive/board/speed.ts";
import { speedProblems } from "../derive/door/speed-problems.ts";
import { conflictProblems } from "../derive/manifest-conflict.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { knownId } from "../read/door-facts.ts";
import { speedMeasurements } from "../schema.ts";
import { type KeptReceipt, type Receipt, shelves } from "../store/bundles.ts";
import { heldManifest, lockBackbone } from "./backbone-row.ts";
import type { CellRow } from "./cell-holder.ts";
import {
  BackboneConflict,
  documentId,
  type InsertOutcome,
  insertDocument,
  numbered,
  type StoredMeasurement,
  senderOf,
} from "./insert-document.ts";
import { standingNow } from "./standing.ts";

/**
 * Refuses a speed of another backbone than the id has here. Of one that was taken it is not asked again: its times are shown
 * beside results with its input and features alone.
 *
 * @throws BackboneConflict
 */
async function refuseAnothers(tx: Database, { backbone }: SpeedMeasurement): Promise<void> {
  const held = await heldManifest(tx, await lockBackbone(tx, backbone.id));
  const differences = held ? differencesIn(timedFields, backbone, held) : [];
  const problems = conflictProblems("backbone", backbone.id, differences);
  if (problems.length > 0) throw new BackboneConflict(problems);
}

/** The row of one measurement that has none, inside the caller's transaction. */
export async function storeSpeed(
  tx: Database,
  speed: SpeedMeasurement,
  id: string,
  receipt: KeptReceipt,
): Promise<StoredMeasurement> {
  const backbone = await lockBackbone(tx, speed.backbone.id);
  const standing = await standingNow(tx, id, receipt.role);
  const values = {
    ...{ id, naturalKey: speedNaturalKey(speed), backboneId: backbone.id, measurement: speed },
    ...numbered(receipt),
    receivedAt: new Date(receipt.receivedAt),
    ...{ uploadedBy: receipt.uploadedBy, holder: receipt.holder, role: receipt.role, standing },
  };
  const [row] = await tx
    .insert(speedMeasurements)
    .values(values)
    .returning({ sequence: speedMeasurements.sequence });
  if (!row) throw new Error(`speed measurement ${id} got no row`);
  return { ...row, standing };
}

/** Every speed of a natural key, oldest first. */
function speedsOfCell(tx: Database, naturalKey: string): Promise<CellRow[]> {
  const { id, holder, standing, sequence } = speedMeasurements;
  return tx
    .select({ id, naturalKey: speedMeasurements.naturalKey, holder, standing })
    .from(speedMeasurements)
    .where(eq(speedMeasurements.naturalKey, naturalKey))
    .orderBy(asc(sequence));
}

/** The only write of speeds: an untrusted measurement -> all problems, or its row and a durable file. */
export async function insertSpeed(
  open: OpenDatabase,
  value: unknown,
  receipt: Receipt,
  corrects: string | null = null,
): Promise<InsertOutcome> {
  const parsed = parseDocument(speedMeasurementSchema, value, "measurement");
  if (!parsed.ok) return { status: "invalid", problems: parsed.problems };
  const { document: speed } = parsed;
  const id = documentId(speed);
  const isStored = async () => (await open.db.$count(speedMeasurements, eq(speedMeasurements.id, id))) > 0;
  const arrival = { now: new Date(receipt.receivedAt), sender: senderOf(receipt) };
  const { device, precision } = speed.engines.backbone;
  const naturalKey = speedNaturalKey(speed);
  return insertDocument(
    open,
    {
      ...{ id, document: speed, backboneId: speed.backbone.id, noun: "speed measurement" },
      ...{ details: { device, precision }, shelf: shelves.speed, naturalKey, isStored },
      cell: (tx) => speedsOfCell(tx, naturalKey),
      problems: async (tx) => speedProblems(speed, { ...arrival, id: await knownId(tx, speed.backbone.id) }),
      store: async ({ tx }, placed) => {
        await refuseAnothers(tx, speed);
        return storeSpeed(tx, speed, id, placed);
      },
    },
    receipt,
    corrects,
  );
}
