import { type BundleProblem, bundleMaxBytes, canonicalJson, speedMaxBytes } from "#contract";
import type { Receipt } from "#db/bundle-store.ts";
import { documentId, type InsertOutcome } from "#db/insert-document.ts";
import { insertResult } from "#db/insert-result.ts";
import { insertSpeed } from "#db/insert-speed.ts";
import type { OpenDatabase } from "#db/shared-database.ts";
import { authenticate, countRequest } from "#db/tokens.ts";
import { problem } from "./problem.ts";
import { readBody } from "./read-body.ts";

/** What comes in at one door. */
interface UploadKind {
  /** In sentences. */
  readonly noun: string;
  readonly maxBytes: number;
  /** The door's address; a stored document is read below it. */
  readonly path: string;
  /** Before the id, in the address of the document's place on its backbone's page. */
  readonly anchor: string;
  readonly insert: (open: OpenDatabase, value: unknown, receipt: Receipt) => Promise<InsertOutcome>;
}

export const bundleUpload: UploadKind = {
  noun: "bundle",
  maxBytes: bundleMaxBytes,
  path: "/api/v1/results",
  anchor: "result",
  insert: insertResult,
};

export const speedUpload: UploadKind = {
  noun: "speed measurement",
  maxBytes: speedMaxBytes,
  path: "/api/v1/speed",
  anchor: "speed",
  insert: insertSpeed,
};

export interface UploadSettings {
  readonly uploadsPerMinute: number;
  /** Of the site, for the answer's link. */
  readonly origin: string;
  /** Called after a document was added. */
  readonly onCreated: () => void;
}

function asJson(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    const value: unknown = JSON.parse(text);
    // 1e999 parses to Infinity, which no canonical form has.
    canonicalJson(value);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const isJson = (type: string | null) => type?.split(";")[0]?.trim().toLowerCase() === "application/json";

/** The body as JSON, or the answer that refuses it. */
async function readDocument(
  request: Request,
  { noun, maxBytes }: UploadKind,
): Promise<{ readonly value: unknown } | Response> {
  const type = request.headers.get("content-type");
  if (!isJson(type)) return problem(415, `content type ${type ?? "missing"}; expected application/json`);
  const body = await readBody(request, maxBytes);
  if (body.status === "too large") return problem(413, `the ${noun} is over ${maxBytes} bytes`);
  if (body.status === "not UTF-8") return problem(400, "the body is not UTF-8 text");
  const json = asJson(body.text);
  return "error" in json ? problem(400, `the body is not JSON: ${json.error}`) : json;
}

/** An Idempotency-Key names the canonical document; the answer to one that does not, or null. It may be left out. */
function wrongKey(key: string | null, value: unknown, { noun }: UploadKind): Response | null {
  if (key === null) return null;
  const expected = documentId(value);
  if (key === expected) return null;
  return problem(409, `Idempotency-Key ${key} does not name this ${noun}, whose SHA-256 is ${expected}`);
}

const count = (problems: readonly BundleProblem[]) =>
  `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;

function answer(outcome: InsertOutcome, kind: UploadKind, { origin, onCreated }: UploadSettings): Response {
  switch (outcome.status) {
    case "invalid":
      return problem(400, `the ${kind.noun} has ${count(outcome.problems)}; nothing was stored`, outcome);
    case "conflict":
      return problem(409, "this backbone id belongs to a different backbone; nothing was stored", outcome);
    case "created":
    case "existing": {
      const url = new URL(`/backbones/${outcome.backboneId}#${kind.anchor}-${outcome.id}`, origin).href;
      const location = `${kind.path}/${outcome.id}`;
      if (outcome.status === "existing") return Response.json({ id: outcome.id, url });
      onCreated();
      const body = { id: outcome.id, url, supersedes: outcome.supersedes };
      return Response.json(body, { status: 201, headers: { location } });
    }
  }
}

/** Authenticates, limits, reads, checks and stores one upload; every refusal says what was found and expected. */
export async function acceptUpload(
  kind: UploadKind,
  open: OpenDatabase,
  request: Request,
  settings: UploadSettings,
): Promise<Response> {
  const who = await authenticate(open.db, request.headers.get("authorization"), "results:write");
  if (who.status === "unknown") {
    return problem(401, who.reason, { headers: { "www-authenticate": 'Bearer realm="results"' } });
  }
  if (who.status === "forbidden") return problem(403, who.reason);
  const now = new Date();
  const waitSeconds = await countRequest(open.db, `token ${who.id}`, settings.uploadsPerMinute, now);
  if (waitSeconds !== null) {
    return problem(429, `over ${settings.uploadsPerMinute} uploads a minute; try again in ${waitSeconds} s`, {
      headers: { "retry-after": String(waitSeconds) },
    });
  }
  const json = await readDocument(request, kind);
  if (json instanceof Response) return json;
  const refused = wrongKey(request.headers.get("idempotency-key"), json.value, kind);
  if (refused) return refused;
  const outcome = await kind.insert(open, json.value, {
    receivedAt: now.toISOString(),
    source: "measured",
    uploadedBy: `${who.label} (${who.id})`,
  });
  return answer(outcome, kind, settings);
}
