import { eq } from "drizzle-orm";
import type { ZodType } from "zod";
import {
  type ArtefactIndex,
  artefactIndexSchema,
  canonicalJson,
  type OutputSizes,
  outputSizesSchema,
  outputSizesTolerance,
  type Problem,
  parseDocument,
  picturesOf,
  trainedSize,
} from "#contract";
import { documentProblems } from "../derive/door/document-problems.ts";
import type { DocumentKind, ResultDocuments } from "../derive/pictures.ts";
import type { Standing } from "../derive/standing.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { metricValues, resultDocuments, results } from "../schema.ts";
import { type KeptReceipt, keepBundle, type Receipt, shelves } from "../store/bundles.ts";
import type { FileStore } from "../store/file-store.ts";
import { keptPictureSize } from "../store/pictures.ts";
import { appendAudit } from "./append-audit.ts";
import { documentId, numbered } from "./insert-document.ts";
import { rowsThenFiles } from "./rows-then-files.ts";
import { standingNow, withdrawalOf } from "./standing.ts";

export type DocumentOutcome =
  | {
      readonly status: "created";
      readonly id: string;
      readonly backboneId: string;
      readonly standing: Standing;
    }
  | { readonly status: "existing"; readonly id: string; readonly backboneId: string }
  /** This very document, or the result that it is about, was withdrawn and stays so. */
  | { readonly status: "withdrawn"; readonly id: string; readonly reason: string }
  /** The result that it is about belongs to somebody else. */
  | { readonly status: "another's"; readonly holder: string }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] }
  /** The result that it is about is not here. */
  | { readonly status: "unknown result"; readonly resultId: string }
  /** Problems name pictures that have to be uploaded first. */
  | { readonly status: "missing pictures"; readonly problems: readonly Problem[] };

type StoredRow = typeof results.$inferSelect;

export const documentSchemas: { readonly [Kind in DocumentKind]: ZodType<ResultDocuments[Kind]> } = {
  artefacts: artefactIndexSchema,
  "output-sizes": outputSizesSchema,
};

function differences(facts: readonly (readonly [string, unknown, unknown])[]): Problem[] {
  return facts
    .filter(([, found, expected]) => found !== expected)
    .map(([path, found, expected]) => ({ path, message: `${found}; the result has ${expected}` }));
}

/** An index against its result: the distribution above all, which decides whether images may be shown. */
function indexProblems(index: ArtefactIndex, { details, ...row }: StoredRow): Problem[] {
  return differences([
    ["backbone", index.backbone, row.backboneId],
    ["task", index.task, row.task],
    ["seed", index.seed, row.seed],
    ["dataset.id", index.dataset.id, details.provenance?.datasetId],
    ["dataset.fingerprint", index.dataset.fingerprint, details.provenance?.datasetFingerprint],
    ["dataset.distribution", index.dataset.distribution, details.provenance?.distribution],
  ]);
}

/** Sizes against their result: the trained size has to give its very scores. */
async function sizesProblems(db: Database, sizes: OutputSizes, row: StoredRow): Promise<Problem[]> {
  const problems = differences([
    ["backbone", sizes.backbone, row.backboneId],
    ["task", sizes.task, row.task],
  ]);
  const stored = await db.select().from(metricValues).where(eq(metricValues.resultId, row.id));
  const own: Readonly<Record<string, number | undefined>> = trainedSize(sizes).metrics;
  for (const { metric, value } of stored) {
    const found = own[metric] ?? Number.NaN;
    if (Math.abs(found - value) <= outputSizesTolerance * Math.abs(value)) continue;
    problems.push({
      path: `sizes.${metric}`,
      message: `${found} at the trained size; the result has ${value}`,
    });
  }
  return problems;
}

/** Pictures that an index names and that are not kept, or have another size. */
async function pictureProblems(files: FileStore, index: ArtefactIndex): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { file, width, height } of picturesOf(index)) {
    const kept = await keptPictureSize(files, file);
    if (!kept) problems.push({ path: file, message: "was not uploaded" });
    else if (kept.width !== width || kept.height !== height) {
      const message = `is ${kept.width} x ${kept.height} pixels; the index says ${width} x ${height}`;
      problems.push({ path: file, message });
    }
  }
  return problems;
}

/** Its row, inside the caller's transaction; null where it was stored before. */
export async function storeDocument(
  tx: Database,
  kind: DocumentKind,
  id: string,
  document: ArtefactIndex | OutputSizes,
  receipt: KeptReceipt,
): Promise<{ readonly standing: Standing; readonly sequence: number } | null> {
  const { receivedAt, uploadedBy, holder, role } = receipt;
  const standing = await standingNow(tx, id, role);
  const row = {
    ...{ id, kind, resultId: document.result, document, receivedAt: new Date(receivedAt) },
    ...{ uploadedBy, holder, role, standing, ...numbered(receipt) },
  };
  const [stored] = await tx.insert(resultDocuments).values(row).onConflictDoNothing().returning();
  return stored ? { standing, sequence: stored.sequence } : null;
}

/** Why it may not be sent, whatever is in it; null: it may. */
async function refusalOf(
  db: Database,
  id: string,
  { result }: ArtefactIndex | OutputSizes,
  row: StoredRow | undefined,
  receipt: Receipt,
): Promise<DocumentOutcome | null> {
  for (const one of [id, result]) {
    const reason = await withdrawalOf(db, one);
    if (reason !== null) return { status: "withdrawn", id: one, reason };
  }
  if (!row) return { status: "unknown result", resultId: result };
  if (receipt.role === "maintainer" || row.holder === receipt.holder) return null;
  return { status: "another's", holder: row.holder ?? "this site" };
}

/** The only write of documents: untrusted -> all problems, or its row and a durable file, as for results. */
export async function insertResultDocument(
  open: OpenDatabase,
  kind: DocumentKind,
  value: unknown,
  receipt: Receipt,
): Promise<DocumentOutcome> {
  const { db } = open;
  const parsed = parseDocument<ResultDocuments[DocumentKind]>(documentSchemas[kind], value);
  if (!parsed.ok) return { status: "invalid", problems: parsed.problems };
  const { document } = parsed;
  const id = documentId(document);
  const backboneId = document.backbone;
  const [row] = await db.select().from(results).where(eq(results.id, document.result));
  const refused = await refusalOf(db, id, document, row, receipt);
  if (refused?.status === "withdrawn") return refused;
  if ((await db.$count(resultDocuments, eq(resultDocuments.id, id))) > 0)
    return { status: "existing", id, backboneId };
  if (refused || !row) return refused ?? { status: "unknown result", resultId: document.result };
  const problems = [
    ...documentProblems(document, new Date(receipt.receivedAt)),
    ...("images" in document ? indexProblems(document, row) : await sizesProblems(db, document, row)),
  ];
  if (problems.length > 0) return { status: "invalid", problems };
  const missing = "images" in document ? await pictureProblems(open.files, document) : [];
  if (missing.length > 0) return { status: "missing pictures", problems: missing };
  const standing = await rowsThenFiles(open, async (into) => {
    const stored = await storeDocument(into.tx, kind, id, document, receipt);
    if (!stored) return null;
    const { sequence } = stored;
    keepBundle(into.keep, shelves[kind], id, canonicalJson(document), { ...receipt, sequence });
    await appendAudit(into, {
      ...{ at: new Date(receipt.receivedAt), actor: receipt.uploadedBy, action: `add ${kind}`, subject: id },
      details: { result: document.result, backbone: backboneId, task: document.task },
    });
    return stored.standing;
  });
  return standing === null
    ? { status: "existing", id, backboneId }
    : { status: "created", id, backboneId, standing };
}
