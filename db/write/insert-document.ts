import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { canonicalJson, type Problem } from "#contract";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { backbones } from "../schema.ts";
import { type KeptReceipt, keepBundle, type Receipt, type Shelf } from "../store/bundles.ts";
import { appendAudit } from "./append-audit.ts";
import { rowsThenFiles, type Writing } from "./rows-then-files.ts";

/** What became of an uploaded document: a result bundle or a speed measurement. */
export type InsertOutcome =
  /** `supersedes`: as in StoredMeasurement. */
  | {
      readonly status: "created";
      readonly id: string;
      readonly backboneId: string;
      readonly supersedes: string | null;
    }
  /** The same document was stored before. */
  | { readonly status: "existing"; readonly id: string; readonly backboneId: string }
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

/** The number a row had before, where it is made anew from its file; a new row gets the next one. */
export const numbered = ({ sequence }: KeptReceipt) => (sequence === undefined ? {} : { sequence });

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

/** What became of the rows of a measurement that was new. */
export interface StoredMeasurement {
  /** The row's number: its place in the order of arrival. */
  readonly sequence: number;
  /** The document of the same natural key that this one corrects. */
  readonly supersedes: string | null;
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
  readonly isStored: () => Promise<boolean>;
  /** Its rows; null where it was stored before. Throws BackboneConflict. */
  readonly store: (into: Writing) => Promise<StoredMeasurement | null>;
}

/** One way in for bundles and speeds. */
export async function insertDocument(
  open: OpenDatabase,
  { id, document, backboneId, noun, details, shelf, isStored, store }: Measured,
  receipt: Receipt,
): Promise<InsertOutcome> {
  const existing = { status: "existing", id, backboneId } as const;
  if (await isStored()) return existing;
  try {
    return await rowsThenFiles(open, async (into) => {
      const stored = await store(into);
      if (!stored) return existing;
      const { sequence, supersedes } = stored;
      keepBundle(into.keep, shelf, id, canonicalJson(document), { ...receipt, sequence });
      await appendAudit(into, {
        at: new Date(receipt.receivedAt),
        actor: receipt.uploadedBy,
        action: `${supersedes ? "correct" : "add"} ${noun}`,
        subject: id,
        details: { supersedes, backbone: backboneId, ...details },
      });
      return { status: "created", id, backboneId, supersedes };
    });
  } catch (error) {
    if (error instanceof BackboneConflict) return { status: "conflict", problems: error.problems };
    throw error;
  }
}
