import { sharedDatabase } from "#db/open/shared-database.ts";
import { auditPage } from "../../../_admin/audit.ts";

export const dynamic = "force-dynamic";

/** The audit log, for maintainers, newest first. */
export function GET(request: Request): Promise<Response> {
  return auditPage(sharedDatabase(), request);
}
