import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { inlineScriptHashes } from "./content-security-policy.ts";

const gzipBuffer = promisify(gzip);
const limitBytes = 32_000_000;

/** What sending a text takes, each made at its first use. */
class KeptText {
  #gzip: Promise<Buffer> | undefined;
  #scriptHashes: string[] | undefined;
  readonly #text: Buffer;

  constructor(text: Buffer) {
    this.#text = text;
  }

  /** @param level from 1 (fast) to 9 (small); that of the first call */
  gzip(level: number): Promise<Buffer> {
    this.#gzip ??= gzipBuffer(this.#text, { level });
    return this.#gzip;
  }

  /** As a Content-Security-Policy names them; of a page. */
  scriptHashes(): string[] {
    this.#scriptHashes ??= inlineScriptHashes(this.#text.toString("utf8"));
    return this.#scriptHashes;
  }

  get byteLength(): number {
    return this.#text.byteLength;
  }
}

/** By SHA-256, the one asked for longest ago first. */
const kept = new Map<string, KeptText>();
let keptBytes = 0;

/**
 * Pages, tables and scripts are asked for again and again: decoding a page for its hashes took a quarter of the server's
 * time and gzip more, the hash by which both are found again next to none.
 */
export function keptText(text: Buffer): KeptText {
  const key = createHash("sha256").update(text).digest("base64");
  const found = kept.get(key) ?? new KeptText(text);
  if (kept.delete(key)) keptBytes -= found.byteLength;
  kept.set(key, found);
  keptBytes += found.byteLength;
  for (const [oldest, { byteLength }] of kept) {
    if (keptBytes <= limitBytes) break;
    kept.delete(oldest);
    keptBytes -= byteLength;
  }
  return found;
}
