import { canonicalJson, type Problem } from "#contract";
import type { Sender } from "../derive/door/door-facts.ts";
import type { Standing } from "../derive/standing.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { type KeptReceipt, keepBundle, type Receipt, type Shelf } from "../store/bundles.ts";
import { canonicalHash } from "../store/canonical-hash.ts";
import { appendAudit } from "./append-audit.ts";
import { lockBackbone } from "./backbone-row.ts";
import { type CellRow, HeldByAnother, NothingToCorrect, placeInCell, supersededIn } from "./cell-holder.ts";
import { rowsThenFiles, type Writing } from "./rows-then-files.ts";
import { withdrawalOf } from "./standing.ts";

/** What became of an uploaded document: a result bundle or a speed measurement. */
export type InsertOutcome =
  | {
      readonly status: "created";
      readonly id: string;
      readonly backboneId: string;
      /** The same holder's document of the same natural key that it corrects. */
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

/** Says what cannot be; ends the transaction without a trace. */
class RefusedAtDoor extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("refused at the door");
    this.problems = problems;
  }
}

/** The number a row had before, where it is made anew from its file; a new row gets the next one. */
export const numbered = ({ sequence }: KeptReceipt) => (sequence === undefined ? {} : { sequence });

/** SHA-256 of the canonical document: its id and its Idempotency-Key. */
export const documentId = canonicalHash;

/** Whose an upload is. */
export const senderOf = ({
  holder,
  uploadedBy,
  role,
}: Pick<Receipt, "holder" | "uploadedBy" | "role">): Sender => ({
  holder: holder ?? uploadedBy,
  role,
});

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
  /** What the door says of it beside what is known, which stays so until the rows are in. */
  readonly problems: (tx: Database) => Promise<readonly Problem[]>;
  /** Its rows. Throws BackboneConflict. */
  readonly store: (into: Writing, receipt: Receipt) => Promise<StoredMeasurement>;
}

/** What became of the rows of a measurement. */
export interface StoredMeasurement {
  /** The row's number: its place in the order of arrival. */
  readonly sequence: number;
  readonly standing: Standing;
}

/**
 * One way in for bundles and speeds.
 *
 * @param corrects id of the document that the sender says it corrects; null: none is named
 */
export async function insertDocument(
  open: OpenDatabase,
  measured: Measured,
  sent: Receipt,
  corrects: string | null,
): Promise<InsertOutcome> {
  const { id, document, backboneId, noun, details, shelf, naturalKey, isStored, cell } = measured;
  const existing = { status: "existing", id, backboneId } as const;
  const reason = await withdrawalOf(open.db, id);
  if (reason !== null) return { status: "withdrawn", id, reason };
  if (await isStored()) return existing;
  try {
    return await rowsThenFiles(open, async (into) => {
      // Under this lock the cell has the same holder until the commit.
      await lockBackbone(into.tx, backboneId);
      const before = await cell(into.tx);
      if (before.some((row) => row.id === id)) return existing;
      const receipt = placeInCell(before, naturalKey, sent, corrects);
      const problems = await measured.problems(into.tx);
      if (problems.length > 0) throw new RefusedAtDoor(problems);
      const supersedes = supersededIn(before, naturalKey, receipt.holder);
      const { sequence, standing } = await measured.store(into, receipt);
      keepBundle(into.keep, shelf, id, canonicalJson(document), { ...receipt, sequence });
      await appendAudit(into, {
        at: new Date(receipt.receivedAt),
        actor: receipt.uploadedBy,
        action: `${supersedes ? "correct" : "add"} ${noun}`,
        subject: id,
        details: { supersedes, standing, backbone: backboneId, ...details },
      });
      return { status: "created", id, backboneId, supersedes, standing };
    });
  } catch (error) {
    return refusalOf(error, corrects);
  }
}

function refusalOf(error: unknown, corrects: string | null): InsertOutcome {
  if (error instanceof RefusedAtDoor) return { status: "invalid", problems: error.problems };
  if (error instanceof BackboneConflict) return { status: "conflict", problems: error.problems };
  if (error instanceof HeldByAnother) return { status: "another's", holder: error.holder };
  if (error instanceof NothingToCorrect) return { status: "nothing to correct", id: corrects ?? "" };
  throw error;
}
