import { bundleText } from "#db/read/queries.ts";
import { readPreflight } from "../../../_http/open-data.ts";
import { storedAnswer } from "../../../_http/stored-answer.ts";

export const dynamic = "force-dynamic";

/** The canonical bundle as it was sent; its SHA-256 is the id. 410 where it was withdrawn. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return storedAnswer(
    request,
    id,
    bundleText,
    `no bundle "${id}"; expected the SHA-256 of an uploaded bundle`,
  );
}

export const OPTIONS = readPreflight;
