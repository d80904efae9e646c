import { createHash } from "node:crypto";
import { canonicalJson } from "../contract/index.ts";
import { type Answer, ask, patiently, refusal, type UploadTarget } from "./site-request.ts";

export interface Uploaded {
  /** Where it is to be seen. */
  readonly url: string;
  /** "stored": new; "known": the site had this very document already. */
  readonly state: "stored" | "known";
}

/** Where each kind of document is sent to; below it, one that is there is read by its id. */
export const uploadPaths = {
  result: "/api/v1/results",
  speed: "/api/v1/speed",
  attestation: "/api/v1/attestations",
  artefacts: "/api/v1/artefacts",
  sizes: "/api/v1/output-sizes",
} as const;
export type UploadKind = keyof typeof uploadPaths;

/** SHA-256 of the canonical document: its id at every site. */
export function documentId(document: unknown): string {
  return createHash("sha256").update(canonicalJson(document)).digest("hex");
}

/**
 * Does the site have a document? Asking counts against no rate of uploads.
 *
 * @returns null: no, or the site does not say
 * @throws UploadUnavailable or UploadPostponed
 */
export async function knownDocument(
  kind: Exclude<UploadKind, "attestation">,
  id: string,
  target: UploadTarget,
): Promise<Uploaded | null> {
  const path = `${uploadPaths[kind]}/${id}`;
  const { ok } = await patiently(target, () => ask(path, { method: "HEAD" }, target));
  return ok ? { url: new URL(path, target.site).href, state: "known" } : null;
}

/** Has the site this very signature of a result? As `knownDocument`. */
export async function knownSignature(
  envelope: unknown,
  result: string,
  target: UploadTarget,
): Promise<Uploaded | null> {
  const path = `${uploadPaths.result}/${result}/attestations`;
  const answer = await patiently(target, () => ask(path, { method: "GET" }, target));
  const wanted = canonicalJson(envelope);
  const found = answer.ok && envelopesOf(answer).some((one) => canonicalJson(one) === wanted);
  return found ? { url: new URL(path, target.site).href, state: "known" } : null;
}

function envelopesOf({ text }: Answer): readonly unknown[] {
  try {
    const { attestations } = JSON.parse(text) as { attestations: readonly { envelope: unknown }[] };
    return attestations.map(({ envelope }) => envelope);
  } catch {
    return [];
  }
}

/**
 * Sends one document. The idempotency key is its own hash, so sending again after a lost answer is harmless.
 *
 * @throws UploadRejected, UploadUnavailable or UploadPostponed
 */
export async function uploadDocument(
  kind: UploadKind,
  document: unknown,
  target: UploadTarget,
): Promise<Uploaded> {
  const body = canonicalJson(document);
  const headers = {
    ...{ "content-type": "application/json", "idempotency-key": documentId(document) },
    ...(target.corrects === undefined ? {} : { corrects: target.corrects }),
  };
  const answer = await patiently(target, () =>
    ask(uploadPaths[kind], { method: "POST", headers, body }, target),
  );
  const url = answer.ok ? urlIn(answer) : null;
  if (url === null) throw refusal(answer, target);
  target.gate.taken();
  return { url, state: answer.status === 201 ? "stored" : "known" };
}

/** Where the document is to be seen; null: whoever answered is no site of this kind. */
function urlIn({ text }: Answer): string | null {
  try {
    const { url } = JSON.parse(text) as { url?: unknown };
    return typeof url === "string" ? url : null;
  } catch {
    return null;
  }
}

/**
 * Sends a picture named by its own hash, unless the site has it.
 *
 * @param read its bytes; called only where the site lacks it
 * @throws UploadRejected, UploadUnavailable or UploadPostponed
 */
export async function uploadPicture(
  file: string,
  read: () => Promise<Uint8Array<ArrayBuffer>>,
  target: UploadTarget,
): Promise<Uploaded["state"]> {
  const path = `/api/v1/pictures/${file}`;
  const known = await patiently(target, () => ask(path, { method: "HEAD" }, target));
  if (known.ok) return "known";
  if (known.status !== 404) throw refusal(known, target);
  const body = await read();
  const headers = { "content-type": "image/png" };
  const answer = await patiently(target, () => ask(path, { method: "PUT", headers, body }, target));
  if (!answer.ok) throw refusal(answer, target);
  target.gate.taken();
  return "stored";
}
