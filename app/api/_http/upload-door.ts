import { canonicalJson, type Problem } from "#contract";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import type { Receipt } from "#db/store/bundles.ts";
import type { TokenScope } from "#db/store/tokens.ts";
import { documentId } from "#db/write/insert-document.ts";
import { authenticate, countRequest } from "#db/write/tokens.ts";
import { audited } from "./audited.ts";
import { orAway } from "./or-away.ts";
import { problem } from "./problem.ts";
import { readBody } from "./read-body.ts";
import type { UploadLimits } from "./upload-settings.ts";
import { withinQuota } from "./within-quota.ts";

/** One door for everything that is uploaded: who it is, how often, how much, what it names. */

/** How an upload comes in. */
interface Admission {
  readonly scope: TokenScope;
  /** What is counted together. */
  readonly counted: string;
  readonly perMinute: number;
}

/** The caller's token with the scope, within its rate, or the answer that refuses. */
export async function admit(
  open: OpenDatabase,
  request: Request,
  { scope, counted, perMinute }: Admission,
): Promise<Receipt | Response> {
  const who = await authenticate(open.db, request.headers.get("authorization"), scope);
  if (who.status === "unknown") {
    return problem(401, who.reason, { headers: { "www-authenticate": 'Bearer realm="results"' } });
  }
  if (who.status === "forbidden") return problem(403, who.reason);
  const now = new Date();
  const waitSeconds = await countRequest(open.db, `${counted} ${who.tokenId}`, perMinute, now);
  if (waitSeconds !== null) {
    return problem(429, `over ${perMinute} uploads a minute; try again in ${waitSeconds} s`, {
      headers: { "retry-after": String(waitSeconds) },
    });
  }
  const { holder, role, tokenId } = who;
  return { receivedAt: now.toISOString(), uploadedBy: `${holder} (${tokenId})`, holder, role };
}

export function asJson(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    const value: unknown = JSON.parse(text);
    // 1e999 parses to Infinity, which no canonical form has.
    canonicalJson(value);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const typeOf = (request: Request) => request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();

/** The answer to another content type than the expected, or null. */
export function wrongType(request: Request, expected: string): Response | null {
  if (typeOf(request) === expected) return null;
  return problem(
    415,
    `content type ${request.headers.get("content-type") ?? "missing"}; expected ${expected}`,
  );
}

/** What is uploaded, in the words of the answers. */
export interface UploadedDocument {
  /** For example "bundle". */
  readonly name: string;
  readonly scope: TokenScope;
  readonly maxBytes: number;
}

/** The body as JSON, or the answer that refuses it. An Idempotency-Key, if any, names the canonical document. */
async function readDocument(
  request: Request,
  { name, maxBytes }: UploadedDocument,
): Promise<{ readonly value: unknown; readonly bytes: number } | Response> {
  const refused = wrongType(request, "application/json");
  if (refused) return refused;
  const body = await readBody(request, maxBytes);
  if (body.status === "too large") return problem(413, `the ${name} is over ${maxBytes} bytes`);
  if (body.status === "not UTF-8") return problem(400, "the body is not UTF-8 text");
  const json = asJson(body.text);
  if ("error" in json) return problem(400, `the body is not JSON: ${json.error}`);
  const key = request.headers.get("idempotency-key");
  const expected = documentId(json.value);
  if (key === null || key === expected) return { ...json, bytes: Buffer.byteLength(body.text) };
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
  const receipt = await admit(open, request, {
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
  return orAway(() => audited(open, request, takeDocument(open, request, document, limits, store)));
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
