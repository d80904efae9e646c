import { revalidatePath } from "next/cache";
import { environment } from "#db/env.ts";
import { listSpeeds } from "#db/queries.ts";
import { sharedDatabase } from "#db/shared-database.ts";
import { acceptUpload, speedUpload } from "../../_http/accept-upload.ts";
import { openData, readPreflight } from "../../_http/open-data.ts";
import { siteOrigin } from "../../_http/origin.ts";

export const dynamic = "force-dynamic";

/** Every speed measurement, newest first, corrected ones included: `{ speeds: StoredSpeed[] }`. */
export async function GET(request: Request): Promise<Response> {
  return openData(request, JSON.stringify({ speeds: await listSpeeds() }));
}

/** Takes one speed measurement, and answers as the door of result bundles does. */
export function POST(request: Request): Promise<Response> {
  const { UPLOADS_PER_MINUTE } = environment();
  return acceptUpload(speedUpload, sharedDatabase(), request, {
    uploadsPerMinute: UPLOADS_PER_MINUTE,
    origin: siteOrigin(request),
    onCreated: () => revalidatePath("/", "layout"),
  });
}

export const OPTIONS = readPreflight;
