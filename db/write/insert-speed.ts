import { asc, eq } from "drizzle-orm";
import {
  canonicalJson,
  type Problem,
  parseDocument,
  type SpeedMeasurement,
  speedMeasurementSchema,
} from "#contract";
import { speedNaturalKey } from "../derive/board/speed.ts";
import { speedProblems } from "../derive/door/speed-problems.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { knownId } from "../read/door-facts.ts";
import { speedMeasurements } from "../schema.ts";
import { type KeptReceipt, type Receipt, shelves } from "../store/bundles.ts";
import type { CellRow } from "./cell-holder.ts";
import {
  BackboneConflict,
  documentId,
  type InsertOutcome,
  insertDocument,
  lockBackbone,
  numbered,
  reserve,
  type StoredMeasurement,
  senderOf,
} from "./insert-document.ts";
import { standingNow } from "./standing.ts";

/** Why a measurement is not one of the backbone that has this id here; empty while no result has said what that is. */
function backboneProblems(
  stored: Awaited<ReturnType<typeof lockBackbone>>,
  speed: SpeedMeasurement,
): Problem[] {
  const { backbone } = speed;
  const { manifest } = stored;
  if (!manifest) return [];
  const { inputSize, featureDim, featureGrid } = manifest;
  const expected = { inputSize, featureDim, featureGrid };
  return Object.entries(expected).flatMap(([field, value]) => {
    const found = backbone[field as keyof typeof expected];
    if (canonicalJson(found) === canonicalJson(value)) return [];
    const message = `${canonicalJson(found)} differs from ${canonicalJson(value)}, which backbone "${stored.id}" already has here`;
    return [{ path: `backbone.${field}`, message }];
  });
}

/** The row of one measurement that has none, inside the caller's transaction. Throws BackboneConflict. */
export async function storeSpeed(
  tx: Database,
  speed: SpeedMeasurement,
  id: string,
  receipt: KeptReceipt,
): Promise<StoredMeasurement> {
  const backbone = await lockBackbone(tx, speed.backbone.id);
  const problems = backboneProblems(backbone, speed);
  if (problems.length > 0) throw new BackboneConflict(problems);
  await reserve(tx, backbone, receipt);
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
      store: ({ tx }, placed) => storeSpeed(tx, speed, id, placed),
    },
    receipt,
    corrects,
  );
}
