import { sharedDatabase } from "#db/open/shared-database.ts";
import { makeToken, tokenList } from "../../../_admin/tokens.ts";

export const dynamic = "force-dynamic";

/** Every token, for maintainers. */
export function GET(request: Request): Promise<Response> {
  return tokenList(sharedDatabase(), request);
}

/** Makes a token for a person or group. */
export function POST(request: Request): Promise<Response> {
  return makeToken(sharedDatabase(), request);
}
