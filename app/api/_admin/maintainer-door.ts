import type { ZodType } from "zod";
import { parseDocument } from "#contract";
import { isOperator } from "#db/open/operator.ts";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { type Administration, AdministrationError, administrationOf } from "#db/operate/administration.ts";
import type { Decider } from "#db/write/decide.ts";
import { authenticate, countRequest } from "#db/write/tokens.ts";
import { problem } from "../_http/problem.ts";
import { readBody } from "../_http/read-body.ts";
import { asJson, invalid, wrongType } from "../_http/upload-door.ts";

const requestsPerMinute = 600;
const maxBytes = 10_000;

/** The maintainer, or this machine's operator, who asks; or the answer that refuses. */
async function maintainerOf(open: OpenDatabase, request: Request): Promise<Decider | Response> {
  const header = request.headers.get("authorization");
  if (isOperator(header)) return { holder: "operator", actor: "operator" };
  const who = await authenticate(open.db, header, "maintain");
  if (who.status === "unknown") {
    return problem(401, who.reason, { headers: { "www-authenticate": 'Bearer realm="maintainers"' } });
  }
  if (who.status === "forbidden") return problem(403, who.reason);
  const wait = await countRequest(open.db, `admin of token ${who.tokenId}`, requestsPerMinute, new Date());
  if (wait !== null) {
    return problem(429, `over ${requestsPerMinute} requests a minute; try again in ${wait} s`, {
      headers: { "retry-after": String(wait) },
    });
  }
  return { holder: who.holder, actor: `${who.holder} (${who.tokenId})` };
}

/** An answer that nobody keeps. */
export const answered = (body: unknown, status = 200) =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });

/** Lets a maintainer in and does as asked; what cannot be done is said with its status. */
export async function asMaintainer(
  open: OpenDatabase,
  request: Request,
  work: (administration: Administration) => Promise<Response>,
): Promise<Response> {
  const who = await maintainerOf(open, request);
  if (who instanceof Response) return who;
  try {
    return await work(administrationOf(open, who));
  } catch (error) {
    if (error instanceof AdministrationError) return problem(error.status, error.message);
    throw error;
  }
}

/** The body as what is asked for, or the answer that refuses it. */
export async function askedFor<Asked>(
  request: Request,
  name: string,
  schema: ZodType<Asked>,
): Promise<{ readonly asked: Asked } | Response> {
  const refused = wrongType(request, "application/json");
  if (refused) return refused;
  const body = await readBody(request, maxBytes);
  if (body.status === "too large") return problem(413, `the ${name} is over ${maxBytes} bytes`);
  if (body.status === "not UTF-8") return problem(400, "the body is not UTF-8 text");
  const json = asJson(body.text);
  if ("error" in json) return problem(400, `the body is not JSON: ${json.error}`);
  const parsed = parseDocument(schema, json.value, name);
  return parsed.ok ? { asked: parsed.document } : invalid(name, parsed.problems);
}
