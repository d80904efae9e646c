import { ofRows } from "../../../_server/sent-answers.ts";
import { keptAnswer } from "../../_http/kept-answers.ts";
import { jsonType, openText, readPreflight } from "../../_http/open-data.ts";
import { siteOrigin } from "../../_http/origin.ts";
import { openApiDocument } from "../../_openapi/document.ts";

export const dynamic = "force-dynamic";

/** The OpenAPI 3.1 document of this API. */
export async function GET(request: Request): Promise<Response> {
  const origin = siteOrigin(request);
  const make = async () => ({
    text: JSON.stringify(openApiDocument(origin)),
    type: jsonType,
    headers: ofRows,
  });
  return openText(request, await keptAnswer(request, make, origin));
}

export const OPTIONS = readPreflight;
