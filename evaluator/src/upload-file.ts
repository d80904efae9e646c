import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseBundleFile, readJsonFile } from "./bundle-file.ts";
import {
  type ArtefactIndex,
  artefactIndexSchema,
  type OutputSizes,
  outputSizesSchema,
  picturesOf,
  type ResultBundle,
} from "./contract/index.ts";
import { InputError } from "./input-error.ts";
import { type Uploaded, type UploadTarget, uploadDocument, uploadPicture } from "./upload.ts";

/** A file that can be sent, told by what it holds. */
export type UploadFile = { readonly path: string } & (
  | { readonly kind: "result"; readonly document: ResultBundle }
  | { readonly kind: "artefacts"; readonly document: ArtefactIndex }
  | { readonly kind: "sizes"; readonly document: OutputSizes }
);

/** @throws InputError listing every problem of a file that is none of these. */
export async function readUploadFile(path: string): Promise<UploadFile> {
  const value = await readJsonFile(path);
  if (has(value, "images")) {
    return { path, kind: "artefacts", document: parsed(path, artefactIndexSchema.safeParse(value)) };
  }
  if (has(value, "sizes")) {
    return { path, kind: "sizes", document: parsed(path, outputSizesSchema.safeParse(value)) };
  }
  return { path, kind: "result", document: parseBundleFile(path, value) };
}

const has = (value: unknown, field: string): boolean =>
  typeof value === "object" && value !== null && field in value;

type Parsed<Document> =
  | { readonly success: true; readonly data: Document }
  | {
      readonly success: false;
      readonly error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
    };

function parsed<Document>(path: string, outcome: Parsed<Document>): Document {
  if (outcome.success) return outcome.data;
  const problems = outcome.error.issues.map(
    (issue) => `  ${issue.path.map(String).join(".")}: ${issue.message}`,
  );
  throw new InputError(`${path}: ${problems.length} problems:\n${problems.join("\n")}`);
}

const kindOrder = ["result", "artefacts", "sizes"] as const;

/** Results first: the site refuses pictures and sizes of a result that it does not know. */
export function inSendingOrder(files: readonly UploadFile[]): UploadFile[] {
  return [...files].sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
}

/**
 * Sends a file; of an index, the pictures beside it first.
 *
 * @throws UploadRejected, UploadUnavailable, or InputError where a picture is missing.
 */
export async function uploadFile(file: UploadFile, target: UploadTarget): Promise<Uploaded> {
  if (file.kind === "artefacts") await uploadPictures(file.path, file.document, target);
  return uploadDocument(file.kind, file.document, target);
}

async function uploadPictures(path: string, index: ArtefactIndex, target: UploadTarget): Promise<void> {
  for (const { file } of picturesOf(index)) {
    const picture = join(dirname(path), file);
    const bytes = await readFile(picture).catch((error: Error) => {
      throw new InputError(`${picture}: ${error.message}; expected the picture that ${path} names`);
    });
    await uploadPicture(file, new Uint8Array(bytes), target);
  }
}
