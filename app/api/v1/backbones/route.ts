import { listBackbones } from "#db/read/queries.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Every backbone with a printed or measured result: `{ backbones: BackboneFacts[] }`. */
export async function GET(request: Request): Promise<Response> {
  return openData(request, JSON.stringify({ backbones: await listBackbones() }));
}

export const OPTIONS = readPreflight;
