import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { InputError } from "../files/input-error.ts";
import { type Connect, connectPublicly, Interrupted, type Question } from "./connection.ts";

/** Hubs and mirrors send on two or three times. */
const mostRedirects = 8;

export interface AddressOptions {
  readonly method?: Question["method"];
  readonly headers?: Readonly<Record<string, string>>;
  /** The `authorization` for the first server. Another one gets none, nor does the first where another leads back to it. */
  readonly authorization?: (url: URL) => string | null;
  /** Whether to follow to other servers; "same server" returns such a redirect as the answer. */
  readonly follow?: "everywhere" | "same server";
  readonly connect?: Connect;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Headers of every answer on the way, in their order, with the last. */
  readonly hops: readonly IncomingHttpHeaders[];
  readonly body: IncomingMessage;
}

function checkAddress(url: URL, before: URL | null): void {
  const plain = url.protocol === "http:" && (before === null || before.protocol === "http:");
  const from = before === null ? "" : `${before.origin}: redirects to `;
  if (url.protocol !== "https:" && !plain) {
    throw new InputError(`${from}${url.protocol}//${url.host}; expected an address with https`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new InputError(`${from}${url.origin} with a user's name; expected an address without one`);
  }
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, url: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return null;
  if (URL.canParse(headers.location, url.href)) return new URL(headers.location, url);
  throw new InputError(`${url.origin}: redirects to what is no address; expected one with https`);
}

/**
 * Asks for an address and follows redirects by hand: from TLS never to plain HTTP, never to an address that is not public.
 *
 * @returns the answer, whatever its status; its body has to be read or destroyed
 * @throws InputError where it leads to what may not be asked, or Interrupted where a connection failed
 */
export async function openAddress(address: string, options: AddressOptions): Promise<Answer> {
  const { method = "GET", authorization, follow = "everywhere", connect = connectPublicly, signal } = options;
  let url = new URL(address);
  checkAddress(url, null);
  const { origin } = url;
  let isOwnWay = true;
  const hops: IncomingHttpHeaders[] = [];
  for (let followed = 0; ; followed++) {
    isOwnWay &&= url.origin === origin;
    const secret = isOwnWay ? (authorization?.(url) ?? null) : null;
    const headers = {
      "accept-encoding": "identity",
      ...options.headers,
      ...(secret === null ? {} : { authorization: secret }),
    };
    const body = await connect({ url, method, headers, signal });
    hops.push(body.headers);
    const next = redirectOf(body, url);
    if (next === null || (follow === "same server" && next.origin !== url.origin)) {
      const encoding = body.headers["content-encoding"] ?? "identity";
      if (encoding === "identity") return { status: body.statusCode ?? 0, headers: body.headers, hops, body };
      body.destroy();
      throw new Interrupted(`the server sends it packed (${encoding})`);
    }
    body.destroy();
    if (followed === mostRedirects) {
      throw new InputError(`${address}: more than ${mostRedirects} redirects; expected the file`);
    }
    checkAddress(next, url);
    url = next;
  }
}
