import type { ZodError, ZodType } from "zod";
import type { FileStore } from "./file-store.ts";

/** A file that is not what its name says. */
export interface FileProblem {
  /** Name in the store. */
  readonly file: string;
  readonly reason: string;
  /** "newer": of a later version of this program, which may read it. "missing": rows say that it should be there. */
  readonly kind: "damaged" | "newer" | "missing";
}

export const damaged = (file: string, reason: string): FileProblem => ({ file, reason, kind: "damaged" });

export type Reading<Value> =
  | { readonly ok: true; readonly value: Value; readonly text: string }
  | { readonly ok: false; readonly problem: FileProblem };

/** Errors of a disk or its permissions that say something of one file; others are of the store, and end the reading. */
const fileErrors = ["EACCES", "EPERM", "EIO", "EISDIR", "ELOOP", "ENXIO"];

async function bytesOf(files: FileStore, file: string, maxBytes: number): Promise<Buffer | string> {
  try {
    const bytes = await files.read(file, maxBytes + 1);
    if (!bytes) return "is not there";
    return bytes.length > maxBytes ? `is over ${maxBytes} bytes` : bytes;
  } catch (error) {
    if (error instanceof Error && "code" in error && fileErrors.includes(String(error.code))) {
      return `cannot be read: ${error.message}`;
    }
    throw error;
  }
}

/** One kept JSON file of limited size -> its value, or what is wrong with it. */
export async function readKeptJson(
  files: FileStore,
  file: string,
  maxBytes: number,
): Promise<Reading<unknown>> {
  const failed = (reason: string) => ({ ok: false, problem: damaged(file, reason) }) as const;
  const bytes = await bytesOf(files, file, maxBytes);
  if (typeof bytes === "string") return failed(bytes);
  if (bytes.length === 0) return failed("is empty");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { ok: true, value: JSON.parse(text), text };
  } catch (error) {
    return failed(`is no JSON, or cut off: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Nothing is wrong but fields that this version does not know. */
const hasOnlyUnknownFields = ({ issues }: ZodError) =>
  issues.every(({ code }) => code === "unrecognized_keys");

const issuesOf = ({ issues }: ZodError) =>
  issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join(".") || "(whole)"}: ${message}`)
    .join("; ");

/** The same for a file with a schema. */
export async function readKept<Value>(
  files: FileStore,
  file: string,
  schema: ZodType<Value>,
  maxBytes: number,
): Promise<Reading<Value>> {
  const read = await readKeptJson(files, file, maxBytes);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return { ...read, value: parsed.data };
  const isNewer = hasOnlyUnknownFields(parsed.error);
  const reason = isNewer
    ? `has fields of a newer version: ${issuesOf(parsed.error)}`
    : `is not what is kept there: ${issuesOf(parsed.error)}`;
  return { ok: false, problem: { file, reason, kind: isNewer ? "newer" : "damaged" } };
}
