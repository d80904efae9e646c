import { revalidatePath } from "next/cache";
import { environment } from "#db/env.ts";
import { sharedDatabase } from "#db/shared-database.ts";
import { acceptUpload, bundleUpload } from "../../_http/accept-upload.ts";
import { siteOrigin } from "../../_http/origin.ts";

export const dynamic = "force-dynamic";

/** Takes one result bundle: 201 `{ id, url }`, 200 for one that is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  const { UPLOADS_PER_MINUTE } = environment();
  return acceptUpload(bundleUpload, sharedDatabase(), request, {
    uploadsPerMinute: UPLOADS_PER_MINUTE,
    origin: siteOrigin(request),
    // A result shows on boards, pages and charts alike, so every static page is rendered anew at its next visit.
    onCreated: () => revalidatePath("/", "layout"),
  });
}
