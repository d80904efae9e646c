import { environment } from "#db/open/env.ts";

/** What pages say of the site itself as it is configured: they are kept for everybody, so no request may decide it. */
export function siteSettings() {
  const { SITE_URL, REPOSITORY_URL } = environment();
  return {
    /** Its address as the public sees it, without a slash at its end. */
    origin: SITE_URL && new URL(SITE_URL).origin,
    /** Address of the repository's page. */
    repository: REPOSITORY_URL,
  };
}

/** What stands for the site's address in code for other pages where it is not configured. */
export const unknownOrigin = "https://SITE";

/**
 * Address of the site: as configured, else as the caller addressed it. No slash at its end. The server writes the two headers
 * itself, from what the caller and trusted proxies say (`app/_server/caller.ts`).
 */
export function siteOrigin(request: Request): string {
  const { origin } = siteSettings();
  if (origin) return origin;
  const protocol = request.headers.get("x-forwarded-proto");
  const host = request.headers.get("x-forwarded-host");
  return protocol !== null && host !== null ? `${protocol}://${host}` : new URL(request.url).origin;
}
