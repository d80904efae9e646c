import { openData, readPreflight } from "../../_http/open-data.ts";
import { siteOrigin } from "../../_http/origin.ts";
import { openApiDocument } from "../../_openapi/document.ts";

export const dynamic = "force-dynamic";

/** The OpenAPI 3.1 document of this API. */
export function GET(request: Request): Response {
  return openData(request, JSON.stringify(openApiDocument(siteOrigin(request))));
}

export const OPTIONS = readPreflight;
