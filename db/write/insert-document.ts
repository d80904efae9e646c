import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { canonicalJson, type Problem } from "#contract";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { backbones } from "../schema.ts";
import { dropBundle, keepBundle, type Receipt, type Shelf } from "../store/bundles.ts";
import { fileThenRows } from "./file-then-rows.ts";

/** What became of an uploaded document: a result bundle or a speed measurement. */
export type InsertOutcome =
  /** `supersedes`: the document of the same natural key that this one corrects. */
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
  readonly isStored: () => Promise<boolean>;
  /** Its rows; null where it was stored before. Throws BackboneConflict. */
  readonly store: (tx: Database) => Promise<{ readonly supersedes: string | null } | null>;
}

/** One way in for bundles and speeds. */
export async function insertDocument(
  { db, files }: OpenDatabase,
  { id, document, backboneId, noun, details, shelf, isStored, store }: Measured,
  receipt: Receipt,
): Promise<InsertOutcome> {
  try {
    const stored = await fileThenRows(db, {
      ...{ receipt, subject: id, isStored, store },
      action: ({ supersedes }) => `${supersedes ? "correct" : "add"} ${noun}`,
      details: (rows) => ({ ...rows, backbone: backboneId, ...details }),
      keepFile: () => keepBundle(files, shelf, id, canonicalJson(document), receipt),
      dropFile: () => dropBundle(files, shelf, id),
    });
    return stored ? { status: "created", id, backboneId, ...stored } : { status: "existing", id, backboneId };
  } catch (error) {
    if (error instanceof BackboneConflict) return { status: "conflict", problems: error.problems };
    throw error;
  }
}
