import type { ZodType } from "zod";
import { parseDocument } from "#contract";
import { isOperator } from "#db/open/operator.ts";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { type Administration, AdministrationError, administrationOf } from "#db/operate/administration.ts";
import type { Decider } from "#db/write/decide.ts";
import { admit } from "../_http/admit.ts";
import { audited } from "../_http/audited.ts";
import { problem } from "../_http/problem.ts";
import { readJson } from "../_http/read-json.ts";
import { invalid } from "../_http/upload-door.ts";

const requestsPerMinute = 600;
const maxBytes = 10_000;

/** The maintainer, or this machine's operator, who asks; or the answer that refuses. */
async function maintainerOf(open: OpenDatabase, request: Request): Promise<Decider | Response> {
  if (isOperator(request.headers.get("authorization"))) return { holder: "operator", actor: "operator" };
  const admission = { scope: "maintain", realm: "maintainers", counted: "admin of token" } as const;
  const rate = { perMinute: requestsPerMinute, requests: "requests" } as const;
  const who = await admit(open, request, { ...admission, ...rate }, new Date());
  if (who instanceof Response) return who;
  return { holder: who.holder, actor: `${who.holder} (${who.tokenId})` };
}

/** An answer that nobody keeps. */
export const answered = (body: unknown, status = 200) =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });

type Work = (administration: Administration) => Promise<Response>;

async function doneAsAsked(open: OpenDatabase, request: Request, work: Work): Promise<Response> {
  const who = await maintainerOf(open, request);
  if (who instanceof Response) return who;
  try {
    return await work(administrationOf(open, who));
  } catch (error) {
    if (error instanceof AdministrationError) return problem(error.status, error.message);
    throw error;
  }
}

/** Lets a maintainer in and does as asked; what cannot be done is said with its status, and in the audit log as uploads' refusals are. */
export function asMaintainer(open: OpenDatabase, request: Request, work: Work): Promise<Response> {
  return audited(open, request, () => doneAsAsked(open, request, work));
}

/** The body as what is asked for, or the answer that refuses it. */
export async function askedFor<Asked>(
  request: Request,
  name: string,
  schema: ZodType<Asked>,
): Promise<{ readonly asked: Asked } | Response> {
  const sent = await readJson(request, name, maxBytes);
  if (sent instanceof Response) return sent;
  const parsed = parseDocument(schema, sent.value, name);
  return parsed.ok ? { asked: parsed.document } : invalid(name, parsed.problems);
}
