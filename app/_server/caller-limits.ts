import { isIPv6 } from "node:net";
import { type Caller, isLoopback, type TrustedProxies } from "./caller.ts";
import type { Refusal } from "./request-target.ts";
import { allowanceOf, TokenBuckets } from "./token-buckets.ts";

export interface CallerLimits {
  /** Requests but for the build's own files. */
  readonly requestsPerMinute: number;
  readonly failedLoginsPerHour: number;
}

/** An IPv6 network hands a household 2^64 addresses; they count as one. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const middle = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => "0");
  return `${[...left, ...middle, ...right].slice(0, 4).join(":")}::/64`;
}

const tooMany = (what: string, seconds: number): Refusal => ({
  status: 429,
  error: `too many ${what} from this address; try again in ${seconds} s`,
  headers: { "retry-after": String(seconds) },
});

/**
 * What one address may ask for. This machine's own address goes free unless proxies are trusted: with one in front that is
 * not, everybody's requests come from there.
 */
export class CallerCounts {
  readonly #requests: TokenBuckets;
  readonly #failedLogins: TokenBuckets;
  readonly #proxies: TrustedProxies;

  constructor(limits: CallerLimits, proxies: TrustedProxies, nowMs?: () => number) {
    this.#requests = new TokenBuckets(allowanceOf(limits.requestsPerMinute, 60), nowMs);
    this.#failedLogins = new TokenBuckets(allowanceOf(limits.failedLoginsPerHour, 3600), nowMs);
    this.#proxies = proxies;
  }

  #name({ address }: Caller): string | null {
    return this.#proxies === null && isLoopback(address) ? null : networkOf(address);
  }

  /** Counts a request; the refusal where it is one too many. */
  request(caller: Caller): Refusal | null {
    const name = this.#name(caller);
    const seconds = name === null ? null : this.#requests.take(name);
    return seconds === null ? null : tooMany("requests", seconds);
  }

  /** The refusal of whoever shows a token after too many that were wrong. */
  login(caller: Caller): Refusal | null {
    const name = this.#name(caller);
    const seconds = name === null ? null : this.#failedLogins.wait(name);
    return seconds === null ? null : tooMany("failed logins", seconds);
  }

  failedLogin(caller: Caller): void {
    const name = this.#name(caller);
    if (name !== null) this.#failedLogins.take(name);
  }
}
