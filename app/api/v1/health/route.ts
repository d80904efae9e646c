import { sharedDatabase } from "#db/open/shared-database.ts";

export const dynamic = "force-dynamic";

/** 200 once the database answers. */
export async function GET(): Promise<Response> {
  await sharedDatabase().db.execute("select 1");
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
