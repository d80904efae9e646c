import { bundleText } from "#db/read/queries.ts";
import { nothingThere, openData, readPreflight } from "../../../_http/open-data.ts";
import { orAway } from "../../../_http/or-away.ts";
import { withdrawnAnswer } from "../../../_http/withdrawn.ts";

export const dynamic = "force-dynamic";

/** The canonical bundle as it was sent; its SHA-256 is the id. 410 where it was withdrawn. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return orAway(async () => {
    const gone = await withdrawnAnswer(id);
    if (gone) return gone;
    const bundle = await bundleText(id);
    if (bundle === null) return nothingThere(`no bundle "${id}"; expected the SHA-256 of an uploaded bundle`);
    return openData(request, bundle);
  });
}

export const OPTIONS = readPreflight;
