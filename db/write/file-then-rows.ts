import type { Database } from "../open/shared-database.ts";
import { auditLog } from "../schema.ts";
import type { Receipt } from "../store/bundles.ts";

/** What came in at a door, and how it enters. */
export interface Arrival<Stored> {
  readonly receipt: Receipt;
  /** For the audit log: what it is or is about, and what was done. */
  readonly subject: string;
  readonly action: (stored: Stored) => string;
  readonly details: (stored: Stored) => Readonly<Record<string, unknown>>;
  readonly isStored: () => Promise<boolean>;
  /** Writes its file, on the disk when it returns. */
  readonly keepFile: () => Promise<void>;
  readonly dropFile: () => Promise<void>;
  /** Its rows; null where they were there before. */
  readonly store: (tx: Database) => Promise<Stored | null>;
}

/**
 * How everything enters: a durable file, then rows and an entry of the audit log in one transaction. What is refused leaves
 * neither file nor row; a file whose transaction was lost in a crash is picked up at the next start.
 *
 * @returns null where it was stored before
 */
export async function fileThenRows<Stored>(db: Database, arrival: Arrival<Stored>): Promise<Stored | null> {
  const { receipt, subject, action, details, isStored, keepFile, dropFile, store } = arrival;
  if (await isStored()) return null;
  await keepFile();
  try {
    return await db.transaction(async (tx) => {
      const stored = await store(tx);
      if (stored === null) return null;
      await tx.insert(auditLog).values({
        at: new Date(receipt.receivedAt),
        actor: receipt.uploadedBy,
        action: action(stored),
        subject,
        details: details(stored),
      });
      return stored;
    });
  } catch (error) {
    if (!(await isStored())) await dropFile();
    throw error;
  }
}
