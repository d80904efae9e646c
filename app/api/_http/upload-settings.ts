import { environment } from "#db/open/env.ts";
import { siteOrigin } from "./origin.ts";

export interface UploadSettings {
  readonly uploadsPerMinute: number;
  /** Of the site, for the answer's link. */
  readonly origin: string;
}

/** What every upload's route gives its handler. */
export function uploadSettings(request: Request): UploadSettings {
  const { UPLOADS_PER_MINUTE } = environment();
  return { uploadsPerMinute: UPLOADS_PER_MINUTE, origin: siteOrigin(request) };
}
