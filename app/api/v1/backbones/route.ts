import { listBackbones } from "#db/read/queries.ts";
import { keptData } from "../../_http/kept-answers.ts";
import { readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Every backbone with a printed or measured result: `{ backbones: BackboneFacts[] }`. */
export function GET(request: Request): Promise<Response> {
  return keptData(request, async () => ({ backbones: await listBackbones() }));
}

export const OPTIONS = readPreflight;
