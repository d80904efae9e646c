import { z } from "zod";
import { sha256 } from "#contract";

/** A snapshot as it is kept: its row. Addresses of old boards outlive the database with these files. */
export const keptSnapshotSchema = z.strictObject({
  sequence: z.int().positive(),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  takenAt: z.iso.datetime(),
  contentSha256: sha256,
  results: z.int().nonnegative(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});
export type KeptSnapshot = z.infer<typeof keptSnapshotSchema>;

export const snapshotFolder = "snapshots";
/** The first one has the name of every result that is there. */
export const snapshotMaxBytes = 100_000_000;
const digits = 12;

export const snapshotFile = (sequence: number) =>
  `${snapshotFolder}/${String(sequence).padStart(digits, "0")}.json`;
