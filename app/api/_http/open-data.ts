import { createHash } from "node:crypto";
import { hasTag } from "../../_server/asked-of-answer.ts";
import { ofRows } from "../../_server/sent-answers.ts";

/** Published numbers are anybody's to read, from any page. */
const readHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "etag",
  // Kept, but asked about each time: an upload may have changed it.
  "cache-control": "public, no-cache",
};

export interface OpenText {
  /** A picture is bytes. */
  readonly text: string | Uint8Array<ArrayBuffer>;
  /** With its character set, where it is text. */
  readonly type: string;
  /** Name of the file that a browser saves it as; without one it is shown. */
  readonly filename?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the text, where it is known already. */
  readonly etag?: string;
}

export function etagOf(text: OpenText["text"]): string {
  return `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
}

export const jsonType = "application/json; charset=utf-8";

/** Text with an ETag of its bytes; 304 where the reader has them already. */
export function openText(
  request: Request,
  { text, type, filename, headers: own = {}, etag: known }: OpenText,
): Response {
  const etag = known ?? etagOf(text);
  const headers = { ...readHeaders, ...own, etag };
  if (hasTag(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const saved: Record<string, string> = filename
    ? { "content-disposition": `attachment; filename="${filename}"` }
    : {};
  return new Response(text, { headers: { ...headers, ...saved, "content-type": type } });
}

/** JSON text, as `openText`. */
export function openData(request: Request, json: string): Response {
  return openText(request, { text: json, type: jsonType });
}

export function nothingThere(error: string): Response {
  return Response.json({ error }, { status: 404, headers: { ...readHeaders, ...ofRows } });
}

/** A query parameter that cannot be answered. */
export function badRequest(error: string): Response {
  return Response.json({ error }, { status: 400, headers: readHeaders });
}

/** The answer to a browser's question before a cross-origin read. */
export function readPreflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, OPTIONS",
      "access-control-allow-headers": "if-none-match",
      "access-control-max-age": "86400",
    },
  });
}
