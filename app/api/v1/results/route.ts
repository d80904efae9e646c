import { revalidatePath } from "next/cache";
import { environment } from "#db/env.ts";
import { sharedDatabase } from "#db/shared-database.ts";
import { acceptUpload } from "./accept-upload.ts";

export const dynamic = "force-dynamic";

/** As the caller addressed the site, where its public address is not configured. */
function originOf(request: Request): string {
  const protocol = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim() ?? "http";
  return `${protocol}://${request.headers.get("host") ?? new URL(request.url).host}`;
}

/** Takes one result bundle: 201 `{ id, url }`, 200 for one that is stored already, else `{ error, problems? }`. */
export function POST(request: Request): Promise<Response> {
  const { SITE_URL, UPLOADS_PER_MINUTE } = environment();
  return acceptUpload(sharedDatabase(), request, {
    uploadsPerMinute: UPLOADS_PER_MINUTE,
    origin: SITE_URL ?? originOf(request),
    // A result shows on boards, pages and charts alike, so every static page is rendered anew at its next visit.
    onCreated: () => revalidatePath("/", "layout"),
  });
}
