export type LimitedBytes =
  | { readonly status: "read"; readonly bytes: Buffer<ArrayBuffer> }
  | { readonly status: "too large" }
  /** Who sends went away before its end, or sent what is no body of HTTP. */
  | { readonly status: "cut off" };

/** Where nobody waits for an answer any more. It says nothing of this site's health. */
const cutOff = { status: "cut off" } as const;

/** The body, counted while it streams: a declared length can lie, and a chunked body has none. */
export async function readBytes(
  request: Request,
  maxBytes: number,
  onChunk: (chunk: Uint8Array) => void = () => {},
): Promise<LimitedBytes> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return { status: "too large" };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  const next = () => reader?.read().catch(() => cutOff);
  for (let part = await next(); part; part = await next()) {
    if ("status" in part) return part;
    if (part.done) break;
    const chunk: Uint8Array = part.value;
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      await reader?.cancel();
      return { status: "too large" };
    }
    onChunk(chunk);
    chunks.push(chunk);
  }
  return { status: "read", bytes: Buffer.concat(chunks) };
}

export type LimitedBody =
  | { readonly status: "read"; readonly text: string }
  | Exclude<LimitedBytes, { status: "read" }>
  | { readonly status: "not UTF-8" };

/** The body as text. */
export async function readBody(request: Request, maxBytes: number): Promise<LimitedBody> {
  const body = await readBytes(request, maxBytes);
  if (body.status !== "read") return body;
  try {
    return { status: "read", text: new TextDecoder("utf-8", { fatal: true }).decode(body.bytes) };
  } catch {
    return { status: "not UTF-8" };
  }
}
