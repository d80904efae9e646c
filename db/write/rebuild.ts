import { type Parsed, parseBundle, parseDocument, speedMeasurementSchema } from "#contract";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import {
  attestations,
  backbones,
  metricValues,
  resultDocuments,
  results,
  speedMeasurements,
} from "../schema.ts";
import { type KeptBundle, listBundles, readBundle, type Shelf, shelves } from "../store/bundles.ts";
import type { FileStore } from "../store/file-store.ts";
import { documentId } from "./insert-document.ts";
import { storeBundle } from "./insert-result.ts";
import { addKeptDocuments } from "./insert-result-document.ts";
import { storeSpeed } from "./insert-speed.ts";
import { judgeSignatures } from "./judge-signatures.ts";
import { rowsThenFilesAlone } from "./rows-then-files.ts";
import { seedPaper } from "./seed.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export interface Recovery {
  readonly files: number;
  readonly added: number;
}

interface Kept<Document> {
  readonly files: FileStore;
  readonly shelf: Shelf;
  /** In errors: "bundle". */
  readonly noun: string;
  readonly stored: readonly { readonly id: string }[];
  /** Throws the document's problems. */
  readonly parse: (value: unknown) => Document;
  readonly store: (document: Document, kept: KeptBundle) => Promise<unknown>;
}

/** Adds each kept document, in the order of arrival, that the database lacks; a damaged file stops it, named. */
async function addKept<Document>({
  files,
  shelf,
  noun,
  stored,
  parse,
  store,
}: Kept<Document>): Promise<Recovery> {
  const known = new Set(stored.map(({ id }) => id));
  const kept = await listBundles(files, shelf);
  const missing = kept.filter(({ id }) => !known.has(id));
  for (const one of missing) {
    const file = `${noun} file ${one.id}.json in ${files.place}/${shelf}`;
    const content: unknown = JSON.parse((await readBundle(files, shelf, one.id)) ?? "null");
    let document: Document;
    try {
      document = parse(content);
    } catch (error) {
      throw new Error(`${file} does not parse: ${(error as Error).message}`);
    }
    const found = documentId(content);
    if (found !== one.id) throw new Error(`${file} has the hash ${found}`);
    await store(document, one);
  }
  return { files: kept.length, added: missing.length };
}

function required<Document>(parsed: Parsed<Document>): Document {
  if (parsed.ok) return parsed.document;
  throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join("; "));
}

/** Bundles first: they say what the backbones are that speeds are of. */
async function addAllKept(tx: Database, open: OpenDatabase): Promise<Recovery> {
  const { files } = open;
  const bundles = await addKept({
    files,
    shelf: shelves.bundle,
    noun: "bundle",
    stored: await tx.select({ id: results.id }).from(results),
    parse: (value) => required(parseBundle(value)),
    store: (bundle, { id, receipt }) => storeBundle(tx, bundle, id, receipt),
  });
  const speeds = await addKept({
    files,
    shelf: shelves.speed,
    noun: "speed",
    stored: await tx.select({ id: speedMeasurements.id }).from(speedMeasurements),
    parse: (value) => required(parseDocument(speedMeasurementSchema, value)),
    store: (speed, { id, receipt }) => storeSpeed(tx, speed, id, receipt),
  });
  await judgeSignatures(tx, open);
  await addKeptDocuments(tx, open);
  return { files: bundles.files + speeds.files, added: bundles.added + speeds.added };
}

/** At start: results whose file was written and whose rows a crash or power cut took; then a snapshot, if anything is new. */
export function recoverResults(open: OpenDatabase): Promise<Recovery> {
  return rowsThenFilesAlone(open, async (into) => {
    const recovery = await addAllKept(into.tx, open);
    await takeSnapshot(into, new Date());
    return recovery;
  });
}

/** Forgets every result, speed and backbone, then reads the paper and every kept file again; all or nothing. Tokens, audit log and older snapshots stay. */
export function rebuildResults(open: OpenDatabase): Promise<Recovery> {
  return rowsThenFilesAlone(open, async (into) => {
    const { tx } = into;
    await tx.delete(attestations);
    await tx.delete(resultDocuments);
    await tx.delete(metricValues);
    await tx.delete(results);
    await tx.delete(speedMeasurements);
    await tx.delete(backbones);
    await seedPaper(tx);
    const recovery = await addAllKept(tx, open);
    await takeSnapshot(into, new Date());
    return recovery;
  });
}
