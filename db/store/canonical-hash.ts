import { createHash } from "node:crypto";
import { canonicalJson } from "#contract";

/** SHA-256 of a value's canonical JSON: equal values have equal hashes, however they were written. */
export function canonicalHash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
