import { request as httpRequest } from "node:http";
import type { LookupFunction } from "node:net";
import { type Connect, connectBy } from "./connection.ts";

/** A public address, of a documented example's size of a network; nothing connects to it. */
const somewhere = "93.184.216.34";

/**
 * Connections as they are, but for what no test can have: names resolve to the addresses given here (a public one where
 * none is), and once these have passed every check, the socket goes to a server on this machine, without TLS.
 */
export function connectLocally(port: number, addresses: Readonly<Record<string, string>> = {}): Connect {
  return connectBy({
    resolve: async (host) => [{ address: addresses[host] ?? somewhere, family: 4 }],
    request: (url, { lookup, ...options }) => {
      const diverted: LookupFunction = (host, asked, callback) =>
        lookup?.(host, asked, (error) =>
          error
            ? callback(error, [])
            : asked.all
              ? callback(null, [{ address: "127.0.0.1", family: 4 }])
              : callback(null, "127.0.0.1", 4),
        );
      const { pathname, search, host, protocol } = url;
      return httpRequest({
        ...options,
        ...{ hostname: url.hostname, port, path: pathname + search, lookup: diverted },
        headers: { ...options.headers, host, "x-protocol": protocol },
      });
    },
  });
}
