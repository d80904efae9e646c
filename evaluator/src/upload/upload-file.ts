import { dirname, join } from "node:path";
import type { ZodType } from "zod";
import {
  type ArtefactIndex,
  artefactIndexSchema,
  type Envelope,
  envelopeSchema,
  type OutputSizes,
  outputSizesSchema,
  parseBundle,
  parseDocument,
  picturesOf,
  privateRefusal,
  type ResultBundle,
  type SpeedMeasurement,
  speedMeasurementSchema,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { type Uploaded, type UploadTarget, uploadDocument, uploadPicture } from "./upload.ts";

/** A file that can be sent, told by what it holds. */
export type UploadFile = { readonly path: string } & (
  | { readonly kind: "result"; readonly document: ResultBundle }
  | { readonly kind: "speed"; readonly document: SpeedMeasurement }
  | { readonly kind: "artefacts"; readonly document: ArtefactIndex }
  | { readonly kind: "sizes"; readonly document: OutputSizes }
  | { readonly kind: "attestation"; readonly document: Envelope }
);

const expected = "a result bundle, a speed measurement, an index of pictures, output sizes or a signature";

/**
 * Reads a file by what only its kind has, whatever it is called.
 *
 * @throws InputError for a file that is none of these, of a private manifest, or listing every problem of the one that it is.
 */
export async function readUploadFile(path: string): Promise<UploadFile> {
  const value = await readJsonFile(path, expected);
  const checked = <Document>(noun: string, schema: ZodType<Document>) =>
    requireParsed(path, noun, parseDocument(schema, value));
  if (has(value, "images")) {
    return { path, kind: "artefacts", document: checked("index of pictures", artefactIndexSchema) };
  }
  if (has(value, "sizes")) {
    return { path, kind: "sizes", document: checked("output sizes", outputSizesSchema) };
  }
  if (has(value, "payloadType")) {
    return { path, kind: "attestation", document: checked("signature", envelopeSchema) };
  }
  if (has(value, "backboneMs")) {
    const document = checked("speed measurement", speedMeasurementSchema);
    requirePublic(path, document.backbone);
    return { path, kind: "speed", document };
  }
  if (has(value, "metrics")) {
    const document = requireParsed(path, "bundle", parseBundle(value));
    requirePublic(path, document.manifest);
    return { path, kind: "result", document };
  }
  throw new InputError(`${path}: none of the kinds that are sent; expected ${expected}`);
}

function requirePublic(path: string, backbone: Pick<ResultBundle["manifest"], "id" | "private">): void {
  if (backbone.private) throw new InputError(`${path}: backbone ${backbone.id} ${privateRefusal}`);
}

const has = (value: unknown, field: string): boolean =>
  typeof value === "object" && value !== null && field in value;

const kindOrder = ["result", "speed", "artefacts", "sizes", "attestation"] as const;

/** Results first: the site refuses pictures, sizes and signatures of a result that it does not know. */
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
    const bytes = await readLimited(picture, mostTextBytes, "a picture").catch((error: Error) => {
      if (error instanceof InputError) throw error;
      throw new InputError(`${picture}: ${error.message}; expected the picture that ${path} names`);
    });
    await uploadPicture(file, new Uint8Array(bytes), target);
  }
}
