import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ZodType } from "zod";
import {
  type ArtefactIndex,
  artefactIndexMaxBytes,
  artefactIndexSchema,
  bundleMaxBytes,
  type Envelope,
  envelopeSchema,
  outputSizesSchema,
  parseBundle,
  parseDocument,
  pictureMaxBytes,
  picturesOf,
  privateRefusal,
  type ResultBundle,
  speedMeasurementSchema,
  statementOf,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { readLimited } from "../files/limited-read.ts";
import type { UploadTarget } from "./site-request.ts";
import {
  documentId,
  knownDocument,
  knownSignature,
  type Uploaded,
  type UploadKind,
  uploadDocument,
  uploadPicture,
} from "./upload.ts";

/** A file that can be sent, told by what it holds. */
export interface UploadFile {
  readonly path: string;
  readonly kind: UploadKind;
  /** As it lies in the file, which has been checked: the form that is hashed and signed. */
  readonly document: unknown;
}

const expected = "a result bundle, a speed measurement, an index of pictures, output sizes or a signature";

/** What only documents of a kind have, in the order in which it decides. */
const marks: readonly (readonly [field: string, kind: UploadKind])[] = [
  ["images", "artefacts"],
  ["sizes", "sizes"],
  ["payloadType", "attestation"],
  ["backboneMs", "speed"],
  ["metrics", "result"],
];

const has = (value: unknown, field: string): boolean =>
  typeof value === "object" && value !== null && field in value;

function kindOf(value: unknown): UploadKind | null {
  return marks.find(([field]) => has(value, field))?.[1] ?? null;
}

/** @throws InputError listing every problem, or of a private manifest. */
function check(path: string, kind: UploadKind, value: unknown): void {
  const checked = <Document>(noun: string, schema: ZodType<Document>) =>
    requireParsed(path, noun, parseDocument(schema, value));
  switch (kind) {
    case "artefacts":
      checked("index of pictures", artefactIndexSchema);
      return;
    case "sizes":
      checked("output sizes", outputSizesSchema);
      return;
    case "attestation":
      checked("signature", envelopeSchema);
      return;
    case "speed":
      requirePublic(path, checked("speed measurement", speedMeasurementSchema).backbone);
      return;
    case "result":
      requirePublic(path, requireParsed(path, "bundle", parseBundle(value)).manifest);
      return;
  }
}

/**
 * Reads a file by what only its kind has, whatever it is called.
 *
 * @throws InputError for a file that is none of these, of a private manifest, or listing every problem of the one that it is.
 */
export async function readUploadFile(path: string): Promise<UploadFile> {
  const document = await readJsonFile(path, expected);
  const kind = kindOf(document);
  if (kind === null) throw new InputError(`${path}: none of the kinds that are sent; expected ${expected}`);
  check(path, kind, document);
  return { path, kind, document };
}

const largestKind = Math.max(bundleMaxBytes, artefactIndexMaxBytes);

/**
 * As `readUploadFile`, of a file that was found in a folder: null where it is another program's, of none of the kinds or
 * larger than any of them.
 */
export async function readFoundFile(path: string): Promise<UploadFile | null> {
  // Twice the limit: a person may have indented it.
  if ((await stat(path)).size > 2 * largestKind) return null;
  const document = await readJsonFile(path, expected);
  const kind = kindOf(document);
  // Lists of other programs have images too; ours say which form they have.
  if (kind === null || !(has(document, "schemaVersion") || kind === "attestation")) return null;
  check(path, kind, document);
  return { path, kind, document };
}

function requirePublic(path: string, backbone: Pick<ResultBundle["manifest"], "id" | "private">): void {
  if (backbone.private) throw new InputError(`${path}: backbone ${backbone.id} ${privateRefusal}`);
}

/**
 * Sends a file unless the site has it; of an index, the pictures beside it first.
 *
 * @throws UploadRejected, UploadUnavailable, UploadPostponed, or InputError where a picture is missing.
 */
export async function uploadFile(
  { path, kind, document }: UploadFile,
  target: UploadTarget,
): Promise<Uploaded> {
  const known = await knownAlready(kind, document, target);
  if (known) return known;
  if (kind === "artefacts") await uploadPictures(path, document as ArtefactIndex, target);
  return uploadDocument(kind, document, target);
}

async function knownAlready(
  kind: UploadKind,
  document: unknown,
  target: UploadTarget,
): Promise<Uploaded | null> {
  if (kind !== "attestation") return knownDocument(kind, documentId(document), target);
  // A payload that is no statement the site refuses in its own words.
  const statement = statementOf(document as Envelope);
  return statement === null ? null : knownSignature(document, statement.resultId, target);
}

async function uploadPictures(path: string, index: ArtefactIndex, target: UploadTarget): Promise<void> {
  for (const { file } of picturesOf(index)) {
    const picture = join(dirname(path), file);
    const read = async () => {
      try {
        return new Uint8Array(await readLimited(picture, pictureMaxBytes, "a picture"));
      } catch (error) {
        if (error instanceof InputError) throw error;
        throw new InputError(
          `${picture}: ${(error as Error).message}; expected the picture that ${path} names`,
        );
      }
    };
    await uploadPicture(file, read, target);
  }
}
