import type { PgTable } from "drizzle-orm/pg-core";
import type { Parsed } from "#contract";
import { causesOf, codeOf } from "../open/error-causes.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import {
  bundleFile,
  type Inventory,
  type KeptBundle,
  keepReceipt,
  type Receipt,
  receiptFile,
  type Shelf,
  takeInventory,
} from "../store/bundles.ts";
import type { FileStore } from "../store/file-store.ts";
import { damaged, type FileProblem, readKeptJson } from "../store/kept-json.ts";
import { BackboneConflict, documentId } from "./insert-document.ts";
import { numbersOf, raiseSequence } from "./row-numbers.ts";
import type { Writing } from "./rows-then-files.ts";

/** From kept documents to rows: at start what a crash took, in a rebuild everything. */

/** A row, as far as its receipt says it too. */
export interface ReceivedRow {
  readonly id: string;
  readonly receipt: Receipt & { readonly sequence: number };
}

/** One kind of kept document, and how it becomes rows. */
export interface KeptKind<Document> {
  readonly shelf: Shelf;
  readonly table: PgTable;
  /** Of an upload. */
  readonly maxBytes: number;
  /** Newest schema that this program reads. */
  readonly schemaVersion: number;
  readonly parse: (value: unknown) => Parsed<Document>;
  readonly rows: (tx: Database) => Promise<ReceivedRow[]>;
  /** Whether what it is about is here; otherwise it stays a file without rows. */
  readonly belongs: (tx: Database, document: Document) => Promise<boolean>;
  readonly enter: (tx: Database, document: Document, kept: KeptBundle) => Promise<unknown>;
}

export interface Entered {
  /** Documents with a receipt. */
  readonly files: number;
  /** Of them, those that had no rows until now. */
  readonly added: number;
  readonly problems: readonly FileProblem[];
}

/** Canonical JSON may write a number longer than it came: 1e20. */
const canonicalGrowth = 8;

type ReadDocument<Document> =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly problem: FileProblem };

/** A kept document that its name, its hash and its schema agree on, or what is wrong with it. */
export async function readKeptDocument<Document>(
  files: FileStore,
  { shelf, maxBytes, schemaVersion, parse }: KeptKind<Document>,
  id: string,
): Promise<ReadDocument<Document>> {
  const file = bundleFile(shelf, id);
  const read = await readKeptJson(files, file, canonicalGrowth * maxBytes);
  if (!read.ok) return read;
  const { value } = read;
  const version = typeof value === "object" && value && "schemaVersion" in value ? value.schemaVersion : null;
  if (typeof version === "number" && version > schemaVersion) {
    const reason = `is of schema ${version}; this version of the site reads up to ${schemaVersion}`;
    return { ok: false, problem: { file, reason, kind: "newer" } };
  }
  const found = documentId(value);
  if (found !== id)
    return { ok: false, problem: damaged(file, `has the hash ${found}, not that of its name`) };
  const parsed = parse(value);
  if (parsed.ok) return parsed;
  const reasons = parsed.problems.slice(0, 5).map(({ path, message }) => `${path}: ${message}`);
  return { ok: false, problem: damaged(file, `is not what is kept there: ${reasons.join("; ")}`) };
}

/** Values that a column does not take (class 22), and rows that contradict others (class 23): PostgreSQL's manual, appendix A. */
function refusalOf(error: unknown): string | null {
  if (error instanceof BackboneConflict) {
    return error.problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
  }
  const refused = [...causesOf(error)].find((one) => /^2[23]...$/.test(codeOf(one) ?? ""));
  return refused?.message ?? null;
}

/** Puts one document's rows in, or says why the database refuses them; then nothing of it is there. */
async function enterOne<Document>(
  tx: Database,
  kind: KeptKind<Document>,
  document: Document,
  kept: KeptBundle,
): Promise<"entered" | "left" | FileProblem> {
  try {
    if (!(await kind.belongs(tx, document))) return "left";
    await tx.transaction((savepoint) => kind.enter(savepoint, document, kept));
    return "entered";
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return damaged(bundleFile(kind.shelf, kept.id), `contradicts what is here: ${refusal}`);
  }
}

/**
 * What has no rows yet, each with a number. What has none came before all that has one, in the order of its clock; one
 * that is given away already is replaced by the next that is free.
 */
function numbered(missing: readonly KeptBundle[], given: readonly number[]): KeptBundle[] {
  const taken = new Set(given);
  const kept: KeptBundle[] = [];
  const early: KeptBundle[] = [];
  const late: KeptBundle[] = [];
  for (const one of missing) {
    const { sequence } = one.receipt;
    if (sequence === undefined) early.push(one);
    else if (taken.has(sequence)) late.push(one);
    else {
      taken.add(sequence);
      kept.push(one);
    }
  }
  const withNumber = ({ id, receipt }: KeptBundle, sequence: number) => ({
    id,
    receipt: { ...receipt, sequence },
  });
  const [lowest, highest] = [minimum([...taken, early.length + 1]), maximum([...taken, 0])];
  return [
    ...early.map((one, index) => withNumber(one, lowest - early.length + index)),
    ...kept,
    ...late.map((one, index) => withNumber(one, highest + 1 + index)),
  ];
}

const minimum = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b));
const maximum = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b));

type Rows = ReadonlyMap<string, ReceivedRow>;

/** Halves of which neither a row nor the other half is there, and rows whose document is not. */
function halves(shelf: Shelf, inventory: Inventory, rows: Rows): FileProblem[] {
  const { kept, withoutReceipt, withoutDocument, withNewerReceipt } = inventory;
  const documents = new Set([...kept.map(({ id }) => id), ...withoutReceipt, ...withNewerReceipt]);
  const lost = [...rows.keys()].filter((id) => !documents.has(id));
  return [
    ...withoutReceipt
      .filter((id) => !rows.has(id))
      .map((id) => damaged(bundleFile(shelf, id), "has no receipt that can be read")),
    ...withoutDocument
      .filter((id) => !rows.has(id))
      .map((id) => damaged(receiptFile(shelf, id), "is a receipt without its document")),
    ...lost.map((id) => ({
      ...{ file: bundleFile(shelf, id), kind: "missing" as const },
      reason: "is not there, though its rows are",
    })),
  ];
}

/** What rows know of receipts that are missing, damaged or without a number. */
function repairReceipts({ keep }: Writing, shelf: Shelf, inventory: Inventory, rows: Rows): void {
  const unnumbered = inventory.kept.filter(({ receipt }) => receipt.sequence === undefined);
  for (const id of [...inventory.withoutReceipt, ...unnumbered.map(({ id }) => id)]) {
    const row = rows.get(id);
    if (row) keepReceipt(keep, shelf, id, row.receipt);
  }
}

/** Enters every kept document of one kind that has no rows, in the order of arrival. Damaged ones are told, and left. */
export async function enterKept<Document>(
  into: Writing,
  { files }: OpenDatabase,
  kind: KeptKind<Document>,
): Promise<Entered> {
  const { shelf } = kind;
  const inventory = await takeInventory(files, shelf);
  const rows = new Map((await kind.rows(into.tx)).map((row) => [row.id, row]));
  const problems = [...inventory.problems, ...halves(shelf, inventory, rows)];
  repairReceipts(into, shelf, inventory, rows);
  const given = await numbersOf(into.tx, kind.table);
  const missing = numbered(
    inventory.kept.filter(({ id }) => !rows.has(id)),
    given,
  );
  const numbers = missing.map(({ receipt }) => receipt.sequence ?? 0);
  await raiseSequence(into.tx, kind.table, [...given, ...numbers]);
  let added = 0;
  for (const kept of missing) {
    const { id, receipt } = kept;
    const read = await readKeptDocument(files, kind, id);
    const outcome = read.ok ? await enterOne(into.tx, kind, read.document, kept) : read.problem;
    if (outcome === "left") continue;
    if (outcome === "entered") {
      added += 1;
      if (!inventory.kept.includes(kept)) keepReceipt(into.keep, shelf, id, receipt);
      continue;
    }
    problems.push(outcome);
    if (outcome.kind === "damaged")
      problems.push(damaged(receiptFile(shelf, id), "is of a damaged document"));
  }
  return { files: inventory.kept.length, added, problems };
}
