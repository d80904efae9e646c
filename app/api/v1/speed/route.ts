import { sharedDatabase } from "#db/open/shared-database.ts";
import { listSpeeds } from "#db/read/queries.ts";
import { acceptUpload, speedUpload } from "../../_http/accept-upload.ts";
import { keptData } from "../../_http/kept-answers.ts";
import { readPreflight } from "../../_http/open-data.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";

export const dynamic = "force-dynamic";

/** Every speed measurement, newest first, corrected ones included: `{ speeds: StoredSpeed[] }`. */
export function GET(request: Request): Promise<Response> {
  return keptData(request, async () => ({ speeds: await listSpeeds() }));
}

/** Takes one speed measurement, and answers as the door of result bundles does. */
export function POST(request: Request): Promise<Response> {
  return acceptUpload(speedUpload, sharedDatabase(), request, uploadSettings(request));
}

export const OPTIONS = readPreflight;
