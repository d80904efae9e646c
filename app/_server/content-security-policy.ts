import { createHash } from "node:crypto";

/** An inline script: no `src`. What a browser would read otherwise gets a hash that is of no use to it, or none. */
const inlineScript = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/gi;

/** Texts of a page's inline scripts that a browser would run; a data block's type names no script. */
function inlineScripts(html: string): string[] {
  return [...html.matchAll(inlineScript)].flatMap(([, attributes = "", script = ""]) =>
    script === "" || /\stype="(?!module"|text\/javascript")/i.test(attributes) ? [] : [script],
  );
}

const hashOf = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

const flightPush =
  /^(?:self\.__next_f\.push|\(self\.__next_f=self\.__next_f\|\|\[\]\)\.push)\((\[[^<>&]*\])\)$/;

/** How Next hands a page's data to its scripts: a beginning, text, bytes as base64. */
function isFlightPiece(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [kind, data, ...rest] = value;
  if (rest.length > 0) return false;
  return value.length === 1 ? kind === 0 : (kind === 1 || kind === 3) && typeof data === "string";
}

/**
 * Is it one of Next's pushes of a page's data, and nothing else? All between the brackets has to be JSON, which names and calls
 * nothing, in the escaping that keeps it inside its element.
 */
export function isFlightPush(script: string): boolean {
  const json = flightPush.exec(script)?.[1];
  if (json === undefined) return false;
  try {
    return isFlightPiece(JSON.parse(json));
  } catch {
    return false;
  }
}

/** Inline scripts of the pages that the build rendered, before there was any data: the site's own and Next's. */
export function scriptsOfBuild(pages: readonly string[]): ReadonlySet<string> {
  return new Set(pages.flatMap(inlineScripts).filter((script) => !isFlightPush(script)));
}

export interface ScriptHashes {
  /** As a Content-Security-Policy names them, each once. */
  readonly allowed: readonly string[];
  /** Scripts that nobody of this site wrote; no browser runs them. */
  readonly foreign: readonly string[];
}

/** Which inline scripts of a page may run: those that the build made, and pushes of data. */
export function inlineScriptHashes(html: string, built: ReadonlySet<string>): ScriptHashes {
  const scripts = [...new Set(inlineScripts(html))];
  const isOurs = (script: string) => built.has(script) || isFlightPush(script);
  return {
    allowed: scripts.filter(isOurs).map(hashOf),
    foreign: scripts.filter((script) => !isOurs(script)),
  };
}

/**
 * Allows this site's own files and exactly the inline scripts of these hashes. Styles may be inline: React writes `style`
 * attributes, which no hash can name.
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
