import { diffSnapshots, snapshot } from "#db/read/queries.ts";
import { keptData } from "../../../_http/kept-answers.ts";
import { readPreflight } from "../../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** A snapshot and its boards; with `since=ID` what changed from that one to it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const since = new URL(request.url).searchParams.get("since");
  const asked = since === null ? `"${id}"` : `"${id}" or "${since}"`;
  return keptData(
    request,
    async () => (since === null ? snapshot(id) : diffSnapshots(since, id)),
    `no snapshot ${asked}; /api/v1/snapshots lists them`,
  );
}

export const OPTIONS = readPreflight;
