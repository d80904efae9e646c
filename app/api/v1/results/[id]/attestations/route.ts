import { attestationsOf } from "#db/read/queries.ts";
import { keptData } from "../../../../_http/kept-answers.ts";
import { readPreflight } from "../../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** A result's signatures as they were accepted: `{ attestations: [{ signedBy, signedAt, envelope }] }`. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return keptData(request, async () => ({ attestations: await attestationsOf(id) }));
}

export const OPTIONS = readPreflight;
