import { z } from "zod";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { auditEntries } from "#db/read/audit.ts";
import { problem } from "../_http/problem.ts";
import { answered, asMaintainer } from "./maintainer-door.ts";

const mostEntries = 500;

const askedSchema = z.strictObject({
  since: z.iso.datetime().optional(),
  actor: z.string().optional(),
  action: z.string().optional(),
  subject: z.string().optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(mostEntries).default(100),
});

/** Entries of the audit log, newest first, by the parameters of the address: `{ entries }`. */
export function auditPage(open: OpenDatabase, request: Request): Promise<Response> {
  return asMaintainer(open, request, async () => {
    const parsed = askedSchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
      return problem(400, "the query has parameters that cannot be answered", { problems });
    }
    const { since, ...asked } = parsed.data;
    const entries = await auditEntries(open.db, {
      ...asked,
      since: since === undefined ? undefined : new Date(since),
    });
    return answered({ entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })) });
  });
}
