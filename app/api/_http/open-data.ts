import { createHash } from "node:crypto";

/** Published numbers are anybody's to read, from any page. */
const readHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "etag",
  // Kept, but asked about each time: an upload may have changed it.
  "cache-control": "public, no-cache",
};

/** JSON text with an ETag of its bytes; 304 where the reader has them already. */
export function openData(request: Request, json: string): Response {
  const etag = `W/"${createHash("sha256").update(json).digest("base64url").slice(0, 27)}"`;
  const headers = { ...readHeaders, etag };
  const known = request.headers.get("if-none-match")?.split(",") ?? [];
  if (known.some((tag) => tag.trim() === etag || tag.trim() === "*")) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(json, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
}

export function nothingThere(error: string): Response {
  return Response.json({ error }, { status: 404, headers: readHeaders });
}

/** The answer to a browser's question before a cross-origin read. */
export function readPreflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, OPTIONS",
      "access-control-allow-headers": "if-none-match",
      "access-control-max-age": "86400",
    },
  });
}
