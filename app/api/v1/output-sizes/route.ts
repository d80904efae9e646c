import { sharedDatabase } from "#db/open/shared-database.ts";
import { readPreflight } from "../../_http/open-data.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";
import { acceptResultDocument } from "../../_pictures/accept-document.ts";
import { documentList } from "../../_pictures/read-documents.ts";

export const dynamic = "force-dynamic";

/** Every list of scores at several output sizes, newest first, replaced ones included: `{ outputSizes: StoredDocument[] }`. */
export function GET(request: Request): Promise<Response> {
  return documentList("output-sizes", "outputSizes", request);
}

/** Takes scores of one result at several output sizes: 201 `{ id, url }`, 200 where it is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  return acceptResultDocument(sharedDatabase(), "output-sizes", request, uploadSettings(request));
}

export const OPTIONS = readPreflight;
