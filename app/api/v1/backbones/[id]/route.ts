import { backbonePage } from "#db/read/queries.ts";
import { keptData } from "../../../_http/kept-answers.ts";
import { readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** A backbone, all its results (corrected ones included, newest first) and its row on each board. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return keptData(request, () => backbonePage(id), `no backbone "${id}"; /api/v1/backbones lists them`);
}

export const OPTIONS = readPreflight;
