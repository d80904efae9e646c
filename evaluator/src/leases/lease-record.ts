import { readFile } from "node:fs/promises";
import { z } from "zod";
import { holderSchema } from "./holder.ts";

const progressSchema = z.strictObject({
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  perSecond: z.number(),
});
/** How far a cell is, as its worker last told. */
export type LeaseProgress = z.infer<typeof progressSchema>;

const endSchema = z.strictObject({
  outcome: z.enum(["measured", "failed", "interrupted", "retry"]),
  /** File name of the bundle in the output folder; null where there is none. */
  bundle: z.string().nullable(),
  /** Fingerprint of the data set that was measured on; null where it did not come so far. */
  fingerprint: z.string().nullable(),
  /** Why it failed; null otherwise. */
  reason: z.string().nullable(),
  seconds: z.number(),
});
export type LeaseEnd = z.infer<typeof endSchema>;

const recordSchema = z.strictObject({
  format: z.literal("dense-probing/lease/1"),
  /** What is measured, for people, and the command that repeats it. */
  title: z.string(),
  command: z.string(),
  holder: holderSchema,
  /** The holder's word: silent for so long, it has lost the lease. */
  takeoverSeconds: z.number(),
  /** Counts up while the holder lives. */
  beat: z.number().int(),
  progress: progressSchema.nullable(),
  /** null: still held, as far as its holder knows. */
  end: endSchema.nullable(),
});

/** What a lease's file says. */
export type LeaseRecord = z.infer<typeof recordSchema>;

/** A cell's newest attempt. */
export interface Attempt {
  readonly key: string;
  readonly attempt: number;
  /** null: its file is empty, as its maker was killed before it wrote. */
  readonly record: LeaseRecord | null;
}

export function newRecord(
  facts: Pick<LeaseRecord, "title" | "command" | "holder" | "takeoverSeconds">,
  end: LeaseEnd | null,
): LeaseRecord {
  return { format: "dense-probing/lease/1", ...facts, beat: 0, progress: null, end };
}

/** null: no whole record. */
export async function readRecord(path: string): Promise<LeaseRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
