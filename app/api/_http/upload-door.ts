import type { Problem } from "#contract";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import type { Receipt } from "#db/store/bundles.ts";
import type { TokenScope } from "#db/store/tokens.ts";
import { documentId } from "#db/write/insert-document.ts";
import { type Admission, admit } from "./admit.ts";
import { audited } from "./audited.ts";
import { problem } from "./problem.ts";
import { readJson, type SentJson } from "./read-json.ts";
import type { UploadLimits } from "./upload-settings.ts";
import { withinQuota } from "./within-quota.ts";

/** One door for everything that is uploaded: who it is, how often, how much, what it names. */

/** The receipt of whoever's token may upload such a thing, within its rate; or the answer that refuses. */
export async function admitUpload(
  open: OpenDatabase,
  request: Request,
  admission: Pick<Admission, "scope" | "counted" | "perMinute">,
): Promise<Receipt | Response> {
  const now = new Date();
  const who = await admit(open, request, { ...admission, realm: "results", requests: "uploads" }, now);
  if (who instanceof Response) return who;
  const { holder, role, tokenId } = who;
  return { receivedAt: now.toISOString(), uploadedBy: `${holder} (${tokenId})`, holder, role };
}

/** What is uploaded, in the words of the answers. */
export interface UploadedDocument {
  /** For example "bundle". */
  readonly name: string;
  readonly scope: TokenScope;
  readonly maxBytes: number;
}

/** The document, or the answer that refuses it. An Idempotency-Key, if any, names its canonical form. */
async function readDocument(
  request: Request,
  { name, maxBytes }: UploadedDocument,
): Promise<SentJson | Response> {
  const sent = await readJson(request, name, maxBytes);
  if (sent instanceof Response) return sent;
  const key = request.headers.get("idempotency-key");
  const expected = documentId(sent.value);
  if (key === null || key === expected) return sent;
  return problem(409, `Idempotency-Key ${key} does not name this ${name}, whose SHA-256 is ${expected}`);
}

type Store = (value: unknown, receipt: Receipt) => Promise<Response>;

async function takeDocument(
  open: OpenDatabase,
  request: Request,
  document: UploadedDocument,
  { uploadsPerMinute, quota }: UploadLimits,
  store: Store,
): Promise<Response> {
  const receipt = await admitUpload(open, request, {
    scope: document.scope,
    ...{ counted: "token", perMinute: uploadsPerMinute },
  });
  if (receipt instanceof Response) return receipt;
  const json = await readDocument(request, document);
  if (json instanceof Response) return json;
  const sent = { by: receipt.uploadedBy, bytes: json.bytes };
  return withinQuota(open.db, sent, quota, () => store(json.value, receipt));
}

/** Authenticates, limits and reads one upload, then has it stored; every refusal says what was found and expected. */
export function acceptDocument(
  open: OpenDatabase,
  request: Request,
  document: UploadedDocument,
  limits: UploadLimits,
  store: Store,
): Promise<Response> {
  return audited(open, request, () => takeDocument(open, request, document, limits, store));
}

/** The very thing that is sent was withdrawn. */
export function withdrawn({ id, reason }: { readonly id: string; readonly reason: string }): Response {
  return problem(409, `${id} was withdrawn: ${reason}`);
}

/** "the bundle has 2 problems; nothing was stored", with all of them. */
export function invalid(name: string, problems: readonly Problem[]): Response {
  const count = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return problem(400, `the ${name} has ${count}; nothing was stored`, { problems });
}
