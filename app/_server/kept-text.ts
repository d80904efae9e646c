import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { WithinBytes } from "#db/read/within-bytes.ts";
import { inlineScriptHashes, type ScriptHashes } from "./content-security-policy.ts";

const gzipBuffer = promisify(gzip);
const limitBytes = 32_000_000;
/** What a short text takes besides itself. */
const entryBytes = 1_000;

/** A text as it is sent, and what sending it takes, each made at its first use. */
export class KeptText {
  #gzip: Promise<Buffer> | undefined;
  #scriptHashes: ScriptHashes | undefined;
  readonly text: Buffer;

  constructor(text: Buffer) {
    this.text = text;
  }

  /** @param level from 1 (fast) to 9 (small); that of the first call */
  gzip(level: number): Promise<Buffer> {
    this.#gzip ??= gzipBuffer(this.text, { level });
    return this.#gzip;
  }

  /** Of a page. `onForeign` hears of each script, at the first use, that is neither of `built` nor a push of data. */
  scriptHashes(built: ReadonlySet<string>, onForeign: (script: string) => void): readonly string[] {
    if (!this.#scriptHashes) {
      this.#scriptHashes = inlineScriptHashes(this.text.toString("utf8"), built);
      for (const script of this.#scriptHashes.foreign) onForeign(script);
    }
    return this.#scriptHashes.allowed;
  }
}

/** By its SHA-256. */
const kept = new WithinBytes<KeptText>(limitBytes);

/**
 * An answer with what sending it takes.
 *
 * Pages, tables and scripts are asked for again and again: decoding a page for its hashes took a quarter of the server's
 * time and gzip more, the hash by which both are found again next to none.
 */
export function keptText(answer: Buffer): KeptText {
  const key = createHash("sha256").update(answer).digest("base64");
  const known = kept.get(key);
  if (known) return known;
  const made = new KeptText(answer);
  kept.set(key, made, answer.byteLength + entryBytes);
  return made;
}
