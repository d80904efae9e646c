import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { type BundleProblem, canonicalJson } from "#contract";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { auditLog, backbones } from "../schema.ts";
import { dropBundle, keepBundle, type Receipt } from "../store/bundles.ts";

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
  | { readonly status: "invalid"; readonly problems: readonly BundleProblem[] }
  /** The backbone's id is taken by a different backbone. */
  | { readonly status: "conflict"; readonly problems: readonly BundleProblem[] };

/** Ends the transaction without a trace. */
export class BackboneConflict extends Error {
  readonly problems: readonly BundleProblem[];
  constructor(problems: readonly BundleProblem[]) {
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

/** A checked document on its way into the database. */
export interface Arrival {
  readonly id: string;
  readonly document: unknown;
  readonly backboneId: string;
  /** In the audit log: "result". */
  readonly noun: string;
  /** Besides, in the audit log. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Where its file is kept. */
  readonly folder: string;
  readonly isStored: () => Promise<boolean>;
  /** Its rows; null where it was stored before. Throws BackboneConflict. */
  readonly store: (tx: Database) => Promise<{ readonly supersedes: string | null } | null>;
}

/**
 * A durable file and then one transaction. A document that is refused leaves neither file nor row; one whose
 * transaction was lost in a crash is picked up at the next start.
 */
export async function insertDocument(
  { db }: OpenDatabase,
  { id, document, backboneId, noun, details, folder, isStored, store }: Arrival,
  receipt: Receipt,
): Promise<InsertOutcome> {
  if (await isStored()) return { status: "existing", id, backboneId };
  await keepBundle(folder, id, canonicalJson(document), receipt);
  try {
    return await db.transaction(async (tx) => {
      const stored = await store(tx);
      if (!stored) return { status: "existing", id, backboneId };
      await tx.insert(auditLog).values({
        at: new Date(receipt.receivedAt),
        actor: receipt.uploadedBy,
        action: `${stored.supersedes ? "correct" : "add"} ${noun}`,
        subject: id,
        details: { ...stored, backbone: backboneId, ...details },
      });
      return { status: "created", id, backboneId, ...stored };
    });
  } catch (error) {
    if (!(await isStored())) await dropBundle(folder, id);
    if (error instanceof BackboneConflict) return { status: "conflict", problems: error.problems };
    throw error;
  }
}
