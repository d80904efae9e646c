import { InputError } from "./input-error.ts";
import { oneLine } from "./one-line.ts";

/**
 * What a site answers, if it is not too large to be what it should be.
 *
 * @throws InputError naming the address and how large it may be
 */
export async function limitedAnswer({ url, body }: Response, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new InputError(`${url}: more than ${mostBytes} bytes; expected fewer`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Why a request failed: of `fetch`, whose own words are "fetch failed", the cause. */
export function noAnswer(error: unknown): string {
  const { cause } = error as Error;
  return oneLine(cause instanceof Error ? cause.message || String(cause) : error);
}
