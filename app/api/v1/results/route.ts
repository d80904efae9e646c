import { sharedDatabase } from "#db/shared-database.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";
import { acceptUpload } from "./accept-upload.ts";

export const dynamic = "force-dynamic";

/** Takes one result bundle: 201 `{ id, url }`, 200 for one that is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  return acceptUpload(sharedDatabase(), request, uploadSettings(request));
}
