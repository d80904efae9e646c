import { sharedDatabase } from "#db/open/shared-database.ts";
import { readPreflight } from "../../_http/open-data.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";
import { acceptResultDocument } from "../../_pictures/accept-document.ts";
import { documentList } from "../../_pictures/read-documents.ts";

export const dynamic = "force-dynamic";

/** Every index of pictures, newest first, replaced ones included: `{ artefacts: StoredDocument[] }`. */
export function GET(request: Request): Promise<Response> {
  return documentList("artefacts", "artefacts", request);
}

/** Takes one index of pictures: 201 `{ id, url }`, 200 where it is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  return acceptResultDocument(sharedDatabase(), "artefacts", request, uploadSettings(request));
}

export const OPTIONS = readPreflight;
