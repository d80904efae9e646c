import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalJson } from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { stampOfAll } from "../files/stamp.ts";
import { type Reading, readInChild } from "./child.ts";

/** Where what a child found is kept, and which files and folders it is true of. */
export interface Keeping<Made> {
  readonly folder: string;
  readonly filesOf: (made: Made) => readonly string[];
}

/** What reads: all code, and which packages of which version. In a bundle it lies as deep as in the sources. */
const reader = ["../", "../../package.json"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/**
 * As `readInChild`; or what a child made of the same job before, under the same limits, where neither what it read nor the
 * code has changed since in any way. Whatever else lies in the record's place counts for nothing.
 */
export async function readInChildOnce<Job, Made, Event = never>(
  reading: Reading<Job, Event>,
  { folder, filesOf }: Keeping<Made>,
): Promise<Made> {
  const { module, job, what, limits, signal } = reading;
  const key = sha256(canonicalJson({ module: module.href, job, what, limits, node: process.version }));
  const path = join(folder, `${key}.json`);
  const state = async (made: Made) => stampOfAll([...reader, ...filesOf(made)], signal);
  /** The record names its key and its own hash: one that was damaged, or lies under another's name, is another text. */
  const record = (made: Made, stamp: string) => {
    const text = canonicalJson({ key, made, stamp });
    return `${sha256(text)}\n${text}`;
  };
  const startedMs = Date.now();
  try {
    const found = String(await readLimited(path, mostTextBytes, "what a child found"));
    const { made, stamp } = JSON.parse(found.slice(found.indexOf("\n"))) as { made: Made; stamp: string };
    if (found === record(made, stamp) && stamp === (await state(made)).stamp) return made;
  } catch {
    // There is none, or it is another text, or the files are gone: a child will say.
  }
  const made = await readInChild<Job, Made, Event>(reading);
  const now = await state(made).catch(() => null);
  signal?.throwIfAborted();
  // What changed after the child began may not be what it read.
  if (now !== null && now.changedMs < startedMs) await writeFileAtomically(path, record(made, now.stamp));
  return made;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
