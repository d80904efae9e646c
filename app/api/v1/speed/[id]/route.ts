import { speedText } from "#db/read/queries.ts";
import { nothingThere, openData, readPreflight } from "../../../_http/open-data.ts";
import { orAway } from "../../../_http/or-away.ts";
import { withdrawnAnswer } from "../../../_http/withdrawn.ts";

export const dynamic = "force-dynamic";

/** The canonical speed measurement as it was sent; its SHA-256 is the id. 410 where it was withdrawn. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return orAway(async () => {
    const gone = await withdrawnAnswer(id);
    if (gone) return gone;
    const speed = await speedText(id);
    if (speed === null) return nothingThere(`no speed measurement "${id}"; /api/v1/speed lists them`);
    return openData(request, speed);
  });
}

export const OPTIONS = readPreflight;
