import { maintainerKeys } from "#db/read/queries.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** Public keys whose signatures verify results, as they are now, revoked ones too: `{ keys: PublishedKey[] }`. */
export function GET(request: Request): Response {
  return openData(request, JSON.stringify({ keys: maintainerKeys() }));
}

export const OPTIONS = readPreflight;
