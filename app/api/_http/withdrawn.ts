import { tombstone } from "#db/read/queries.ts";

/** 410 with when, by whom and why, where a maintainer withdrew what has this id; null: nobody did. */
export async function withdrawnAnswer(id: string): Promise<Response | null> {
  const withdrawn = await tombstone(id);
  if (!withdrawn) return null;
  const { decidedAt, decidedBy, reason } = withdrawn;
  const error = `${id} was withdrawn by ${decidedBy} on ${decidedAt.slice(0, 10)}: ${reason}`;
  return Response.json(
    { error, withdrawn },
    { status: 410, headers: { "access-control-allow-origin": "*", "cache-control": "no-store" } },
  );
}
