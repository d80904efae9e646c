import { nothingThere, readPreflight } from "../_http/open-data.ts";

export const dynamic = "force-dynamic";

/** An address of the API that there is not; without it the answer would be a page. */
export function GET(): Response {
  return nothingThere("nothing at this address; /api/v1/openapi.json describes those that there are");
}

export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = readPreflight;
