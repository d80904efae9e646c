import { describe, expect, test } from "vitest";
import { type Caller, trustedProxies } from "./caller.ts";
import { CallerCounts, networkOf } from "./caller-limits.ts";
import { allowanceOf, TokenBuckets } from "./token-buckets.ts";

const from = (address: string): Caller => ({ address, protocol: "http", host: "board.test" });

function counted(proxies?: string) {
  const clock = { ms: 0 };
  const limits = { requestsPerMinute: 60, failedLoginsPerHour: 3 };
  return { clock, counts: new CallerCounts(limits, trustedProxies(proxies), () => clock.ms) };
}

describe("CallerCounts", () => {
  test("lets an address ask so often, then says when to try again", () => {
    const { clock, counts } = counted();
    for (let each = 0; each < 60; each += 1) expect(counts.request(from("192.0.2.1"))).toBeNull();
    expect(counts.request(from("192.0.2.1"))).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    expect(counts.request(from("192.0.2.2"))).toBeNull();
    clock.ms += 1000;
    expect(counts.request(from("192.0.2.1"))).toBeNull();
    expect(counts.request(from("192.0.2.1"))).toMatchObject({ status: 429 });
  });

  test("counts this machine's own address only where a proxy is trusted", () => {
    const ask = ({ counts }: ReturnType<typeof counted>) =>
      Array.from({ length: 100 }, () => counts.request(from("127.0.0.1"))).filter(
        (refused) => refused !== null,
      );
    expect(ask(counted())).toHaveLength(0);
    expect(ask(counted("1"))).toHaveLength(40);
  });

  test("refuses every token of an address after too many wrong ones", () => {
    const { clock, counts } = counted();
    for (let each = 0; each < 3; each += 1) {
      expect(counts.login(from("192.0.2.1"))).toBeNull();
      counts.failedLogin(from("192.0.2.1"));
    }
    expect(counts.login(from("192.0.2.1"))).toMatchObject({
      status: 429,
      headers: { "retry-after": "1200" },
    });
    expect(counts.login(from("192.0.2.2"))).toBeNull();
    clock.ms += 1_200_000;
    expect(counts.login(from("192.0.2.1"))).toBeNull();
  });
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::", "0:0:0:0::/64"],
])("%s is of %s", (address, network) => expect(networkOf(address)).toBe(network));

describe("TokenBuckets", () => {
  test("fills up again, but never beyond what may come at once", () => {
    const clock = { ms: 0 };
    const buckets = new TokenBuckets(allowanceOf(2, 1), () => clock.ms);
    expect([buckets.take("a"), buckets.take("a"), buckets.take("a")]).toEqual([null, null, 1]);
    clock.ms = 1_000_000;
    expect([buckets.take("a"), buckets.take("a"), buckets.take("a")]).toEqual([null, null, 1]);
  });

  test("forgets what is full again, and of more names than it holds the oldest", () => {
    const clock = { ms: 0 };
    const buckets = new TokenBuckets(allowanceOf(10, 10), () => clock.ms, 100);
    for (let each = 0; each < 1000; each += 1) buckets.take(`name ${each}`);
    expect(buckets.size).toBe(100);
    clock.ms = 60_000;
    buckets.take("another");
    expect(buckets.size).toBe(1);
  });
});
