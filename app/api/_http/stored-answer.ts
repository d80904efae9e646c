import { tombstone } from "#db/read/queries.ts";
import { ofRows } from "../../_server/sent-answers.ts";
import { jsonType, nothingThere, openText } from "./open-data.ts";
import { orAway } from "./or-away.ts";

/** 410 with when, by whom and why, where a maintainer withdrew what has this id; null: nobody did. */
async function withdrawnAnswer(id: string): Promise<Response | null> {
  const withdrawn = await tombstone(id);
  if (!withdrawn) return null;
  const { decidedAt, decidedBy, reason } = withdrawn;
  const error = `${id} was withdrawn by ${decidedBy} on ${decidedAt.slice(0, 10)}: ${reason}`;
  return Response.json(
    { error, withdrawn },
    { status: 410, headers: { "access-control-allow-origin": "*", "cache-control": "no-store" } },
  );
}

/**
 * A document as it was accepted, or that it was withdrawn, or that there is none.
 * @param read its canonical text
 * @param missing what is said where nothing has this id
 */
export function storedAnswer(
  request: Request,
  id: string,
  read: (id: string) => Promise<string | null>,
  missing: string,
): Promise<Response> {
  return orAway(async () => {
    const gone = await withdrawnAnswer(id);
    if (gone) return gone;
    const text = await read(id);
    return text === null
      ? nothingThere(missing)
      : openText(request, { text, type: jsonType, headers: ofRows });
  });
}
