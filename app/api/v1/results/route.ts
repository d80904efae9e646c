import { sharedDatabase } from "#db/open/shared-database.ts";
import { acceptUpload, bundleUpload } from "../../_http/accept-upload.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";

export const dynamic = "force-dynamic";

/** Takes one result bundle: 201 `{ id, url }`, 200 for one that is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  return acceptUpload(bundleUpload, sharedDatabase(), request, uploadSettings(request));
}
