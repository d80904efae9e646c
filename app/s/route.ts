import { changesPath } from "../_snapshots/snapshot-address.ts";

export const dynamic = "force-dynamic";

/**
 * Leads from a form's choice, `?after=ID&before=ID`, to the page of what changed: a page has its choice in its path, so that
 * it can be kept.
 */
export function GET(request: Request): Response {
  const { searchParams } = new URL(request.url);
  // A browser resolves "..", which no encoding hides.
  const chosen = (name: string) => {
    const id = searchParams.get(name) ?? "";
    return /^[a-z0-9-]+$/.test(id) ? id : "none";
  };
  const headers = { location: changesPath(chosen("after"), chosen("before")), "cache-control": "no-cache" };
  return new Response(null, { status: 307, headers });
}
