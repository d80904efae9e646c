import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";
import { EnvironmentError } from "#db/open/env.ts";
import type { Refusal } from "./request-target.ts";

/** Whose word about the caller counts: proxies in front by their number, or by their addresses; null: nobody's. */
export type TrustedProxies =
  | { readonly hops: number }
  | { readonly addresses: BlockList; readonly described: string }
  | null;

const expectedProxies = "expected a number of proxies such as 1, or addresses such as 127.0.0.1, 10.0.0.0/8";

/** The setting TRUST_PROXY as it is meant. @throws EnvironmentError naming what is wrong */
export function trustedProxies(setting: string | undefined): TrustedProxies {
  if (setting === undefined) return null;
  if (/^\d{1,2}$/.test(setting.trim())) {
    const hops = Number(setting);
    return hops === 0 ? null : { hops };
  }
  const addresses = new BlockList();
  for (const part of setting.split(",")) {
    const [address = "", length, ...rest] = part.trim().split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const widest = family === "ipv6" ? 128 : 32;
    const bits = length === undefined ? widest : Number(length);
    const known = isIP(address) !== 0 && rest.length === 0 && /^\d{1,3}$/.test(length ?? "0");
    if (!known || bits > widest) {
      throw new EnvironmentError(`wrong environment: TRUST_PROXY names "${part.trim()}"; ${expectedProxies}`);
    }
    addresses.addSubnet(address, bits, family);
  }
  return { addresses, described: setting };
}

/** Who asks and how the site was addressed, as far as anybody can know. */
export interface Caller {
  /** An IP address; `unknown` where the connection is gone. */
  readonly address: string;
  readonly protocol: "http" | "https";
  readonly host: string;
}

/** IPv4 as IPv6 sockets show it. */
export const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");

/** An entry of X-Forwarded-For, which some proxies give a port; null: no address. */
function listedAddress(entry: string): string | null {
  const bare = /^\[(.+)\](:\d+)?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry;
  return isIP(bare) === 0 ? null : plainAddress(bare);
}

/** Values of a header that is a list, however often it was sent; the nearest proxy's last. */
const listed = (header: string | string[] | undefined) =>
  [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");

function isTrusted(address: string, proxies: TrustedProxies, hopsBefore: number): boolean {
  if (proxies === null) return false;
  if ("hops" in proxies) return hopsBefore < proxies.hops;
  return isIP(address) !== 0 && proxies.addresses.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** From the connection outwards, as long as who says it is trusted: the address, and how many proxies were passed. */
function behindProxies(peer: string, forwardedFor: readonly string[], proxies: TrustedProxies) {
  let address = peer;
  let passed = 0;
  while (isTrusted(address, proxies, passed)) {
    passed += 1;
    const said = listedAddress(forwardedFor.at(-passed) ?? "");
    if (said === null) break;
    address = said;
  }
  return { address, passed };
}

/** Would a browser take it for a host? Names, IPv4, IPv6 in brackets, each with or without a port. */
export const isHost = (text: string) =>
  text.length <= 255 && /^(?=.*[a-z0-9:])[a-z0-9._:[\]-]+$/i.test(text) && URL.canParse(`http://${text}`);

const isProtocol = (text: string): text is Caller["protocol"] => text === "http" || text === "https";

const bad = (what: string, found: string, expected: string): Refusal => ({
  status: 400,
  error: `${what} ${JSON.stringify(found.slice(0, 80))}; expected ${expected}`,
});

/**
 * The caller of a request. Headers of proxies are believed where a trusted one sent them, and are refused where they make no
 * sense, whoever sent them: nobody in his right mind does.
 */
export function callerOf(
  { headers, peer, hostsSent }: { headers: IncomingHttpHeaders; peer: string; hostsSent: number },
  proxies: TrustedProxies,
): Caller | Refusal {
  const own = headers.host ?? "";
  if (hostsSent !== 1 || !isHost(own)) {
    const found = hostsSent > 1 ? `${hostsSent} times` : own;
    return bad("header Host", found, "one host such as example.org or 127.0.0.1:3000");
  }
  const protocols = listed(headers["x-forwarded-proto"]).map((value) => value.toLowerCase());
  const oddProtocol = protocols.find((value) => !isProtocol(value));
  if (oddProtocol !== undefined) return bad("header X-Forwarded-Proto", oddProtocol, "http or https");
  const hosts = listed(headers["x-forwarded-host"]);
  const oddHost = hosts.find((value) => !isHost(value));
  if (oddHost !== undefined) return bad("header X-Forwarded-Host", oddHost, "a host such as example.org");
  const { address, passed } = behindProxies(plainAddress(peer), listed(headers["x-forwarded-for"]), proxies);
  // The outermost trusted proxy's word; many set one value and pass no list on.
  const said = <Value>(values: readonly Value[]) =>
    passed === 0 ? undefined : (values.at(-passed) ?? values[0]);
  return {
    address,
    protocol: (said(protocols) as Caller["protocol"] | undefined) ?? "http",
    host: said(hosts) ?? own,
  };
}

/** Is it this machine itself? */
export const isLoopback = (address: string) => address === "::1" || /^127\./.test(address);

const aboutCaller = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-forwarded-server",
  "x-real-ip",
];

/** From here on the request says of its caller what was found, in the headers that frameworks look at. */
export function writeCaller(headers: IncomingHttpHeaders, { address, protocol, host }: Caller): void {
  for (const name of aboutCaller) delete headers[name];
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-proto"] = protocol;
  headers["x-forwarded-host"] = host;
}
