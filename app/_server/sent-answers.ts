import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { nullIfAway } from "#db/open/unusable-database.ts";
import { acceptsGzip, hasTag } from "./asked-of-answer.ts";
import { KeptApart, type KeptFor } from "./kept-apart.ts";
import { requestKindOf } from "./request-kind.ts";

/** An answer as it went to the first who asked. */
interface Sent {
  /** Of the rows that it was made of, or of older ones. */
  readonly state: string;
  /** Until then it is given whatever is stored. */
  readonly untilMs: number;
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Hears of a whole answer, its headers set, just before it goes. */
export type Sending = (body: Buffer) => void;

const limitBytes = 32_000_000;
/** What an answer takes besides its body and address; the policy is the longest of its headers. */
const entryBytes = 4_000;

/** On data and pictures that their address and the rows alone decide. */
export const ofRows = { "x-made-of": "rows" } as const;

/** What Next's own links say of the page that they are on; its answers vary by it. */
const linkHeader = /^(rsc|next-.*|x-nextjs-.*)$/;

/** Views, other spellings, comparisons and pairs of states: each is one of very many. */
const chosenAddress = /[?%]|^\/compare\/|\/since\//;

interface Asked {
  /** Address and all that the answer varies by. */
  readonly name: string;
  readonly keptFor: KeptFor;
}

/** null: none of those that are given again. */
function askedOf(request: IncomingMessage): Asked | null {
  const { method = "", url = "", headers } = request;
  const kind = requestKindOf(method, url);
  if (method !== "GET" || headers.authorization !== undefined) return null;
  if (kind === "asset" || kind === "upload") return null;
  const said = Object.entries(headers).filter(([name]) => linkHeader.test(name));
  // Addresses in feeds and the like begin as the site was addressed, which anybody makes up where it has no SITE_URL.
  const site = kind === "data" ? [headers["x-forwarded-proto"], headers["x-forwarded-host"]] : [];
  const isEverybodys = kind === "page" && said.length === 0 && !chosenAddress.test(url);
  return {
    name: JSON.stringify([url, acceptsGzip(request), ...site, ...said]),
    keptFor: isEverybodys ? "what is here" : "what is asked",
  };
}

const cachingOf = (response: ServerResponse) => String(response.getHeader("cache-control") ?? "");

/** How long a cache that many share may give it without asking (RFC 9111, 5.2.2.10). */
const sharedMs = (response: ServerResponse) =>
  1000 * Number(/\bs-maxage=(\d+)/.exec(cachingOf(response))?.[1] ?? 0);

/** A page that Next keeps too, also one that says that there is none, or what says that the rows decide it. */
const isGivenAgain = (request: IncomingMessage, response: ServerResponse) =>
  [200, 404].includes(response.statusCode) &&
  cachingOf(response).startsWith("public") &&
  (requestKindOf("GET", request.url ?? "") === "page" || response.hasHeader("x-made-of"));

function give(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Sent): void {
  if (status === 200 && hasTag(request.headers["if-none-match"], String(headers.etag ?? ""))) {
    const { "content-length": _, "content-encoding": __, ...rest } = headers;
    response.writeHead(304, rest).end();
  } else response.writeHead(status, headers).end(body);
}

/**
 * Answers as they were sent, given again while the state of the rows that was the newest when they were asked for still is, or
 * as long as they say.
 *
 * Next takes 2 to 4 ms to find and write a page that it keeps, a route's answer likewise; a whole answer takes a tenth. What is
 * not here Next has, or makes.
 */
export class SentAnswers {
  readonly #sent = new KeptApart<Sent>(limitBytes);
  readonly #newestState: () => Promise<string>;
  readonly #now: () => number;

  /** @param newestState rejects where the database does not answer */
  constructor(newestState: () => Promise<string>, now: () => number = () => performance.now()) {
    this.#newestState = newestState;
    this.#now = now;
  }

  get bytes(): number {
    return this.#sent.bytes;
  }

  /** Answers the request, or has `make` do it and hears of what it sends. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    make: (sending: Sending) => Promise<void>,
  ): Promise<void> {
    const asked = askedOf(request);
    const state = asked && (await nullIfAway(this.#newestState()));
    if (asked === null || state === null) return make(() => {});
    const sent = this.#sent.get(asked.name);
    if (sent && this.#isGood(sent, state)) return give(request, response, sent);
    return make((body) => {
      if (!isGivenAgain(request, response)) return;
      const { statusCode: status } = response;
      const bytes = body.byteLength + 2 * asked.name.length + entryBytes;
      // There is no end of addresses where nothing is.
      const keptFor = status === 404 ? "what is asked" : asked.keptFor;
      const untilMs = this.#now() + sharedMs(response);
      this.#sent.set(
        asked.name,
        { state, untilMs, status, headers: response.getHeaders(), body },
        bytes,
        keptFor,
      );
    });
  }

  /** Forgets what nobody will be given again. */
  keepOnly(state: string): void {
    this.#sent.keepOnly((sent) => this.#isGood(sent, state));
  }

  #isGood(sent: Sent, state: string): boolean {
    return sent.state === state || this.#now() < sent.untilMs;
  }
}
