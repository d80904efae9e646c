import { sharedDatabase } from "#db/shared-database.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";
import { acceptResultDocument } from "../../_pictures/accept-document.ts";

export const dynamic = "force-dynamic";

/** Takes scores of one result at several output sizes: 201 `{ id, url }`, 200 where it is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  return acceptResultDocument(sharedDatabase(), "output-sizes", request, uploadSettings(request));
}
