import { type BundleProblem, bundleMaxBytes, canonicalJson } from "#contract";
import { bundleId, type InsertOutcome, insertResult } from "#db/insert-result.ts";
import type { OpenDatabase } from "#db/shared-database.ts";
import { authenticate, countRequest } from "#db/tokens.ts";
import { problem } from "../../_http/problem.ts";
import { readBody } from "../../_http/read-body.ts";

export interface UploadSettings {
  readonly uploadsPerMinute: number;
  /** Of the site, for the answer's link. */
  readonly origin: string;
  /** Called after a result was added. */
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
async function readBundle(request: Request): Promise<{ readonly value: unknown } | Response> {
  const type = request.headers.get("content-type");
  if (!isJson(type)) return problem(415, `content type ${type ?? "missing"}; expected application/json`);
  const body = await readBody(request, bundleMaxBytes);
  if (body.status === "too large") return problem(413, `the bundle is over ${bundleMaxBytes} bytes`);
  if (body.status === "not UTF-8") return problem(400, "the body is not UTF-8 text");
  const json = asJson(body.text);
  return "error" in json ? problem(400, `the body is not JSON: ${json.error}`) : json;
}

/** An Idempotency-Key names the canonical bundle; the answer to one that does not, or null. It may be left out. */
function wrongKey(key: string | null, value: unknown): Response | null {
  if (key === null) return null;
  const expected = bundleId(value);
  if (key === expected) return null;
  return problem(409, `Idempotency-Key ${key} does not name this bundle, whose SHA-256 is ${expected}`);
}

const count = (problems: readonly BundleProblem[]) =>
  `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;

function answer(outcome: InsertOutcome, { origin, onCreated }: UploadSettings): Response {
  switch (outcome.status) {
    case "invalid":
      return problem(400, `the bundle has ${count(outcome.problems)}; nothing was stored`, outcome);
    case "conflict":
      return problem(409, "this backbone id belongs to a different backbone; nothing was stored", outcome);
    case "created":
    case "existing": {
      const url = new URL(`/backbones/${outcome.backboneId}#result-${outcome.id}`, origin).href;
      const location = `/api/v1/results/${outcome.id}`;
      if (outcome.status === "existing") return Response.json({ id: outcome.id, url });
      onCreated();
      const body = { id: outcome.id, url, supersedes: outcome.supersedes };
      return Response.json(body, { status: 201, headers: { location } });
    }
  }
}

/** Authenticates, limits, reads, checks and stores one upload; every refusal says what was found and expected. */
export async function acceptUpload(
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
  const json = await readBundle(request);
  if (json instanceof Response) return json;
  const refused = wrongKey(request.headers.get("idempotency-key"), json.value);
  if (refused) return refused;
  const outcome = await insertResult(open, json.value, {
    receivedAt: now.toISOString(),
    source: "measured",
    uploadedBy: `${who.label} (${who.id})`,
  });
  return answer(outcome, settings);
}
