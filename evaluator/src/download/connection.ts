import type { LookupAddress } from "node:dns";
import { lookup as lookUpName } from "node:dns/promises";
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { InputError } from "../files/input-error.ts";
import { isPublicAddress } from "./public-address.ts";

/** The connection failed in a way that another attempt may mend. */
export class Interrupted extends Error {}

export interface Question {
  readonly url: URL;
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Asks one server once; redirects are answers like others. Throws InputError where its address is not public, or Interrupted. */
export type Connect = (question: Question) => Promise<IncomingMessage>;

/** What a connection is made with. Tests give others, since their server has no public address. */
export interface Wires {
  /** All addresses of a name. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
  readonly request: (url: URL, options: RequestOptions) => ClientRequest;
}

function requirePublic(host: string, addresses: readonly string[]): void {
  const found = addresses.find((address) => !isPublicAddress(address));
  if (found === undefined) return;
  throw new InputError(`${host}: at ${found}; expected a server with a public address`);
}

/** Checks the very addresses that the socket then connects to: a name that is asked for twice may answer differently. */
const publicLookup =
  (resolve: Wires["resolve"]): LookupFunction =>
  (host, { all }, callback) => {
    resolve(host)
      .then((addresses) => {
        requirePublic(
          host,
          addresses.map(({ address }) => address),
        );
        const [first] = addresses;
        if (first === undefined) throw new Interrupted(`${host} has no address`);
        if (all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      })
      .catch((error: Error) => callback(error, []));
  };

export function connectBy({ resolve, request }: Wires): Connect {
  const lookup = publicLookup(resolve);
  return async ({ url, method, headers, signal }) => {
    // The socket looks up names alone.
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0) requirePublic(host, [host]);
    try {
      return await new Promise<IncomingMessage>((answer, fail) => {
        const asked = request(url, { method, headers, signal, lookup, agent: false });
        // These stay: what fails after the answer came is told by its body.
        asked.on("error", fail);
        asked.on("response", (response) => answer(response.on("error", () => {})));
        asked.end();
      });
    } catch (error) {
      if (error instanceof InputError || error instanceof Interrupted) throw error;
      throw interruptionBy(error, signal);
    }
  };
}

/** The reason of an abort says more than that there was one. */
export function interruptionBy(error: unknown, signal: AbortSignal): Interrupted {
  return new Interrupted(((signal.aborted ? signal.reason : error) as Error).message);
}

/** Over TLS, or plain where an address says so, to public addresses alone. */
export const connectPublicly: Connect = connectBy({
  resolve: (host) => lookUpName(host, { all: true }),
  request: (url, options) =>
    url.protocol === "http:" ? httpRequest(url, options) : httpsRequest(url, options),
});
