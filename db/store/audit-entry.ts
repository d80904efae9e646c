import { z } from "zod";
import { sha256 } from "#contract";
import { canonicalHash } from "./canonical-hash.ts";

/** What somebody did, or was refused. */
export interface AuditEvent {
  readonly at: Date;
  /** A holder with the token's id, "operator" at the command line, "site" at its start, or "unknown". */
  readonly actor: string;
  /** For example "add result". */
  readonly action: string;
  /** What it was done to: an id, a name, an address. */
  readonly subject: string;
  /** No secrets and no bodies. */
  readonly details: Readonly<Record<string, unknown>>;
}

const contentSchema = z.strictObject({
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.json()),
  /** Of the entry before; null for the first. */
  previousSha256: sha256.nullable(),
});
type AuditContent = z.infer<typeof contentSchema>;

/** One link of the chain, as it is kept. */
export const auditEntrySchema = contentSchema.extend({
  /** Over the canonical JSON of all other fields, the hash before among them. */
  sha256,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export function auditHash({ sha256: _, ...content }: AuditContent & { readonly sha256?: string }): string {
  return canonicalHash(content);
}

/** Text that both JSON and PostgreSQL hold: neither NUL nor half of a surrogate pair. */
const storable = (text: string) => Buffer.from(text, "utf8").toString("utf8").replaceAll("\0", "\uFFFD");

/** The event as a link. @param previousSha256 hash of the entry before; null for the first */
export function chained(
  { at, actor, action, subject, details }: AuditEvent,
  sequence: number,
  previousSha256: string | null,
): AuditEntry {
  const plain = JSON.parse(JSON.stringify(details), (_, value) =>
    typeof value === "string" ? storable(value) : value,
  );
  const content = contentSchema.parse({
    sequence,
    at: at.toISOString(),
    actor: storable(actor),
    action,
    subject: storable(subject),
    details: plain,
    previousSha256,
  });
  return { ...content, sha256: auditHash(content) };
}

export const auditFolder = "audit";
export const auditMaxBytes = 1_000_000;
const digits = 12;

/** One file an entry: it is written once and never touched again, which an object store can do as well. */
export const auditFile = (sequence: number) =>
  `${auditFolder}/${String(sequence).padStart(digits, "0")}.json`;
