import { backbonePage } from "#db/queries.ts";
import { nothingThere, openData, readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** A backbone, all its results (corrected ones included, newest first) and its row on each board. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const found = await backbonePage(id);
  if (!found) return nothingThere(`no backbone "${id}"; /api/v1/backbones lists them`);
  return openData(request, JSON.stringify(found));
}

export const OPTIONS = readPreflight;
