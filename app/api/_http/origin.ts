import { environment } from "#db/open/env.ts";

/**
 * Address of the site: as configured, else as the caller addressed it. No slash at its end. The server writes the two headers
 * itself, from what the caller and trusted proxies say (`app/_server/caller.ts`).
 */
export function siteOrigin(request: Request): string {
  const { SITE_URL } = environment();
  if (SITE_URL) return new URL(SITE_URL).origin;
  const protocol = request.headers.get("x-forwarded-proto");
  const host = request.headers.get("x-forwarded-host");
  return protocol !== null && host !== null ? `${protocol}://${host}` : new URL(request.url).origin;
}
