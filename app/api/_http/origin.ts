import { environment } from "#db/open/env.ts";

/** Address of the site: as configured, else as the caller addressed it. No slash at its end. */
export function siteOrigin(request: Request): string {
  const { SITE_URL } = environment();
  if (SITE_URL) return new URL(SITE_URL).origin;
  const protocol = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim() ?? "http";
  return `${protocol}://${request.headers.get("host") ?? new URL(request.url).host}`;
}
