import { revalidatePath } from "next/cache";
import { environment } from "#db/env.ts";
import { siteOrigin } from "./origin.ts";

/** What every upload's route gives its handler. */
export function uploadSettings(request: Request) {
  const { UPLOADS_PER_MINUTE } = environment();
  return {
    uploadsPerMinute: UPLOADS_PER_MINUTE,
    origin: siteOrigin(request),
    // A result shows on boards, pages and charts alike, so every static page is rendered anew at its next visit.
    onCreated: () => revalidatePath("/", "layout"),
  };
}
