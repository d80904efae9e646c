import { createHash } from "node:crypto";

/** An inline script: no `src`. Data blocks (type="application/json") need no permission, and a hash too many is harmless. */
const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;

/** Hashes of a page's inline scripts, as a Content-Security-Policy names them; each once. */
export function inlineScriptHashes(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, script] of html.matchAll(inlineScript)) {
    if (script) hashes.add(`'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  }
  return [...hashes];
}

/**
 * Allows this site's own files and exactly the inline scripts of these hashes: those the page was made with. Styles may
 * be inline: React writes `style` attributes, which no hash can name.
 */
export function contentSecurityPolicy(
  scriptHashes: readonly string[],
  framedBy: "this site" | "any site",
): string {
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scriptHashes].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    framedBy === "any site" ? "frame-ancestors *" : "frame-ancestors 'self'",
  ].join("; ");
}
