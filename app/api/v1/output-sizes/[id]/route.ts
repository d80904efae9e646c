import { readPreflight } from "../../../_http/open-data.ts";
import { documentAnswer } from "../../../_pictures/read-documents.ts";

export const dynamic = "force-dynamic";

/** The canonical list of scores at several output sizes as it was accepted. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return documentAnswer("output-sizes", (await params).id, request);
}

export const OPTIONS = readPreflight;
