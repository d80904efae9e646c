import { join } from "node:path";
import { eq } from "drizzle-orm";
import {
  type ArtefactIndex,
  artefactIndexSchema,
  type BundleProblem,
  canonicalJson,
  type OutputSizes,
  outputSizesSchema,
  outputSizesTolerance,
  picturesOf,
  trainedSize,
} from "#contract";
import type { DocumentKind, ResultDocuments } from "../derive/pictures.ts";
import type { Database, OpenDatabase } from "../open/shared-database.ts";
import { auditLog, metricValues, resultDocuments, results } from "../schema.ts";
import { dropBundle, keepBundle, listBundles, type Receipt, readBundle } from "../store/bundles.ts";
import { keptPictureSize } from "../store/pictures.ts";
import { documentId } from "./insert-document.ts";

export type DocumentOutcome =
  | { readonly status: "created" | "existing"; readonly id: string; readonly backboneId: string }
  | { readonly status: "invalid"; readonly problems: readonly BundleProblem[] }
  /** The result that it is about is not here. */
  | { readonly status: "unknown result"; readonly resultId: string }
  /** Problems name pictures that have to be uploaded first. */
  | { readonly status: "missing pictures"; readonly problems: readonly BundleProblem[] };

type StoredRow = typeof results.$inferSelect;

const schemas = { artefacts: artefactIndexSchema, "output-sizes": outputSizesSchema } as const;

function parse<Kind extends DocumentKind>(
  kind: Kind,
  value: unknown,
): { readonly document: ResultDocuments[Kind] } | { readonly problems: readonly BundleProblem[] } {
  const parsed = schemas[kind].safeParse(value);
  // TypeScript does not follow the kind into the record.
  if (parsed.success) return { document: parsed.data as ResultDocuments[Kind] };
  return {
    problems: parsed.error.issues.map(({ path, message }) => ({
      path: path.map(String).join(".") || "(whole document)",
      message,
    })),
  };
}

function differences(facts: readonly (readonly [string, unknown, unknown])[]): BundleProblem[] {
  return facts
    .filter(([, found, expected]) => found !== expected)
    .map(([path, found, expected]) => ({ path, message: `${found}; the result has ${expected}` }));
}

/** An index against its result: the distribution above all, which decides whether images may be shown. */
function indexProblems(index: ArtefactIndex, { details, ...row }: StoredRow): BundleProblem[] {
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
async function sizesProblems(db: Database, sizes: OutputSizes, row: StoredRow): Promise<BundleProblem[]> {
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
async function pictureProblems(pictureFolder: string, index: ArtefactIndex): Promise<BundleProblem[]> {
  const problems: BundleProblem[] = [];
  for (const { file, width, height } of picturesOf(index)) {
    const kept = await keptPictureSize(pictureFolder, file);
    if (!kept) problems.push({ path: file, message: "was not uploaded" });
    else if (kept.width !== width || kept.height !== height) {
      const message = `is ${kept.width} x ${kept.height} pixels; the index says ${width} x ${height}`;
      problems.push({ path: file, message });
    }
  }
  return problems;
}

/** Where accepted documents of a kind are kept as files. */
export const resultDocumentFolder = (
  { documentFolder }: Pick<OpenDatabase, "documentFolder">,
  kind: DocumentKind,
) => join(documentFolder, kind);

function rowOf(kind: DocumentKind, id: string, document: ArtefactIndex | OutputSizes, receipt: Receipt) {
  const { receivedAt, uploadedBy } = receipt;
  return { id, kind, resultId: document.result, document, receivedAt: new Date(receivedAt), uploadedBy };
}

/** The only write of documents: untrusted -> all problems, or a durable file and then one transaction, as for results. */
export async function insertResultDocument(
  open: OpenDatabase,
  kind: DocumentKind,
  value: unknown,
  receipt: Receipt,
): Promise<DocumentOutcome> {
  const { db } = open;
  const parsed = parse(kind, value);
  if ("problems" in parsed) return { status: "invalid", problems: parsed.problems };
  const { document } = parsed;
  const id = documentId(document);
  const known = await db
    .select({ id: resultDocuments.id })
    .from(resultDocuments)
    .where(eq(resultDocuments.id, id));
  if (known.length > 0) return { status: "existing", id, backboneId: document.backbone };
  const [row] = await db.select().from(results).where(eq(results.id, document.result));
  if (!row) return { status: "unknown result", resultId: document.result };
  const problems =
    "images" in document ? indexProblems(document, row) : await sizesProblems(db, document, row);
  if (problems.length > 0) return { status: "invalid", problems };
  const missing = "images" in document ? await pictureProblems(open.pictureFolder, document) : [];
  if (missing.length > 0) return { status: "missing pictures", problems: missing };
  await keepBundle(resultDocumentFolder(open, kind), id, canonicalJson(document), receipt);
  try {
    await db.transaction(async (tx) => {
      await tx
        .insert(resultDocuments)
        .values(rowOf(kind, id, document, receipt))
        .onConflictDoNothing();
      await tx.insert(auditLog).values({
        at: new Date(receipt.receivedAt),
        actor: receipt.uploadedBy,
        action: `add ${kind}`,
        subject: id,
        details: { result: document.result, backbone: document.backbone, task: document.task },
      });
    });
  } catch (error) {
    await dropBundle(resultDocumentFolder(open, kind), id);
    throw error;
  }
  return { status: "created", id, backboneId: document.backbone };
}

/** Adds each kept document that the database lacks, in the order of arrival; those of forgotten results stay files. */
export async function addKeptDocuments(tx: Database, open: OpenDatabase): Promise<void> {
  const stored = new Set(
    (await tx.select({ id: resultDocuments.id }).from(resultDocuments)).map(({ id }) => id),
  );
  const resultIds = new Set((await tx.select({ id: results.id }).from(results)).map(({ id }) => id));
  for (const kind of ["artefacts", "output-sizes"] as const) {
    const folder = resultDocumentFolder(open, kind);
    for (const { id, receipt } of await listBundles(folder)) {
      if (stored.has(id)) continue;
      const parsed = parse(kind, JSON.parse((await readBundle(folder, id)) ?? "null"));
      if ("problems" in parsed || documentId(parsed.document) !== id) {
        throw new Error(`document ${id}.json in ${folder} is damaged; expected ${kind} with that hash`);
      }
      if (!resultIds.has(parsed.document.result)) continue;
      await tx.insert(resultDocuments).values(rowOf(kind, id, parsed.document, receipt));
    }
  }
}
