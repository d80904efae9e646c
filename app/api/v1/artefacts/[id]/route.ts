import { readPreflight } from "../../../_http/open-data.ts";
import { documentAnswer } from "../../../_pictures/read-documents.ts";

export const dynamic = "force-dynamic";

/** The canonical index of pictures as it was accepted. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return documentAnswer("artefacts", (await params).id, request);
}

export const OPTIONS = readPreflight;
