import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const gzipBuffer = promisify(gzip);
const limitBytes = 32_000_000;

/** By the SHA-256 of what is inside; the one asked for longest ago first. */
const kept = new Map<string, Buffer>();
let keptBytes = 0;

function keep(key: string, made: Buffer): void {
  kept.set(key, made);
  keptBytes += made.byteLength;
  for (const [oldest, { byteLength }] of kept) {
    if (keptBytes <= limitBytes) break;
    kept.delete(oldest);
    keptBytes -= byteLength;
  }
}

/**
 * The text gzipped. Pages, tables and scripts are asked for again and again, and gzip takes twenty times as long as the
 * hash by which it is found again.
 * @param level from 1 (fast) to 9 (small)
 */
export async function keptGzip(text: Buffer, level: number): Promise<Buffer> {
  const key = createHash("sha256").update(text).digest("base64");
  const known = kept.get(key);
  if (known) {
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const made = await gzipBuffer(text, { level });
  // Another request may have made it meanwhile.
  if (!kept.has(key)) keep(key, made);
  return made;
}
