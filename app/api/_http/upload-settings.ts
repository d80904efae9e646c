import { environment } from "#db/open/env.ts";
import type { DailyQuota } from "#db/write/daily-quota.ts";
import { siteOrigin } from "./origin.ts";

/** What one token may send. */
export interface UploadLimits {
  readonly uploadsPerMinute: number;
  readonly quota: DailyQuota;
}

export interface UploadSettings extends UploadLimits {
  /** Of the site, for the answer's link. */
  readonly origin: string;
}

/** What every upload's route gives its handler. */
export function uploadSettings(request: Request): UploadSettings {
  const { UPLOADS_PER_MINUTE, UPLOAD_FILES_PER_DAY, UPLOAD_BYTES_PER_DAY } = environment();
  return {
    uploadsPerMinute: UPLOADS_PER_MINUTE,
    quota: { files: UPLOAD_FILES_PER_DAY, bytes: UPLOAD_BYTES_PER_DAY },
    origin: siteOrigin(request),
  };
}
