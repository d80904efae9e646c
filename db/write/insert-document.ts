import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { canonicalJson, type Problem } from "#contract";
import type { Standing } from "../derive/standing.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { backbones } from "../schema.ts";
import { dropBundle, keepBundle, type Receipt, type Shelf } from "../store/bundles.ts";
import { type CellRow, HeldByAnother, NothingToCorrect, placeInCell } from "./cell-holder.ts";
import { fileThenRows } from "./file-then-rows.ts";
import { withdrawalOf } from "./standing.ts";

/** What became of an uploaded document: a result bundle or a speed measurement. */
export type InsertOutcome =
  /** `supersedes`: the document of the same natural key that this one corrects. */
  | {
      readonly status: "created";
      readonly id: string;
      readonly backboneId: string;
      readonly supersedes: string | null;
      readonly standing: Standing;
    }
  /** The same document was stored before. */
  | { readonly status: "existing"; readonly id: string; readonly backboneId: string }
  /** This very document was withdrawn, and stays so. */
  | { readonly status: "withdrawn"; readonly id: string; readonly reason: string }
  /** The cell belongs to somebody else. */
  | { readonly status: "another's"; readonly holder: string }
  /** What the sender says it corrects is not there, or another cell or seed. */
  | { readonly status: "nothing to correct"; readonly id: string }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] }
  /** The backbone's id is taken by a different backbone. */
  | { readonly status: "conflict"; readonly problems: readonly Problem[] };

/** Ends the transaction without a trace. */
export class BackboneConflict extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("the backbone id is taken");
    this.problems = problems;
  }
}

/** SHA-256 of the canonical document: its id and its Idempotency-Key. */
export function documentId(document: unknown): string {
  return createHash("sha256").update(canonicalJson(document)).digest("hex");
}

/** The backbone's row, locked until the transaction ends: uploads of one backbone follow one another. */
export async function lockBackbone(tx: Database, id: string): Promise<typeof backbones.$inferSelect> {
  await tx.insert(backbones).values({ id }).onConflictDoNothing();
  const [stored] = await tx.select().from(backbones).where(eq(backbones.id, id)).for("update");
  if (!stored) throw new Error(`backbone ${id} vanished inside its own transaction`);
  return stored;
}

/** A checked measurement of a backbone on its way into the database. */
export interface Measured {
  readonly id: string;
  readonly document: unknown;
  readonly backboneId: string;
  /** In the audit log: "result". */
  readonly noun: string;
  /** Besides, in the audit log. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Where its file is kept. */
  readonly shelf: Shelf;
  readonly naturalKey: string;
  readonly isStored: () => Promise<boolean>;
  /** All that is stored of its cell, oldest first. */
  readonly cell: (tx: Database) => Promise<readonly CellRow[]>;
  /** Its rows; null where it was stored before. Throws BackboneConflict. */
  readonly store: (tx: Database, receipt: Receipt) => Promise<StoredRows | null>;
}

/** What became of a document's rows. */
export interface StoredRows {
  /** The same holder's document of the same natural key that it corrects. */
  readonly supersedes: string | null;
  readonly standing: Standing;
}

/**
 * One way in for bundles and speeds.
 *
 * @param corrects id of the document that the sender says it corrects; null: none is named
 */
export async function insertDocument(
  { db, files }: OpenDatabase,
  measured: Measured,
  sent: Receipt,
  corrects: string | null,
): Promise<InsertOutcome> {
  const { id, document, backboneId, noun, details, shelf, naturalKey, isStored, cell, store } = measured;
  const reason = await withdrawalOf(db, id);
  if (reason !== null) return { status: "withdrawn", id, reason };
  if (await isStored()) return { status: "existing", id, backboneId };
  try {
    const receipt = placeInCell(await cell(db), naturalKey, sent, corrects);
    const stored = await fileThenRows<StoredRows>(db, {
      ...{ receipt, subject: id, isStored },
      action: ({ supersedes }) => `${supersedes ? "correct" : "add"} ${noun}`,
      details: (rows) => ({ ...rows, backbone: backboneId, ...details }),
      keepFile: () => keepBundle(files, shelf, id, canonicalJson(document), receipt),
      dropFile: () => dropBundle(files, shelf, id),
      store: async (tx) => {
        await lockBackbone(tx, backboneId);
        // Asked again under the lock: another may have been first since.
        return store(tx, placeInCell(await cell(tx), naturalKey, sent, corrects));
      },
    });
    return stored ? { status: "created", id, backboneId, ...stored } : { status: "existing", id, backboneId };
  } catch (error) {
    return refusalOf(error, corrects);
  }
}

function refusalOf(error: unknown, corrects: string | null): InsertOutcome {
  if (error instanceof BackboneConflict) return { status: "conflict", problems: error.problems };
  if (error instanceof HeldByAnother) return { status: "another's", holder: error.holder };
  if (error instanceof NothingToCorrect) return { status: "nothing to correct", id: corrects ?? "" };
  throw error;
}
