import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { callerOf, trustedProxies, writeCaller } from "./caller.ts";

const found = (headers: IncomingHttpHeaders, { proxies = "", peer = "203.0.113.9", hostsSent = 1 } = {}) =>
  callerOf(
    { headers: { host: "board.test", ...headers }, peer, hostsSent },
    trustedProxies(proxies || undefined),
  );

const forwarded = {
  "x-forwarded-for": "198.51.100.1, 192.0.2.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "public.test",
};

describe("callerOf", () => {
  test("believes no header where no proxy is trusted", () => {
    expect(found(forwarded)).toEqual({ address: "203.0.113.9", protocol: "http", host: "board.test" });
    expect(found(forwarded, { proxies: "0" })).toMatchObject({ address: "203.0.113.9" });
  });

  test("counts proxies from the connection outwards, so that a caller's own entries say nothing", () => {
    expect(found(forwarded, { proxies: "1" })).toEqual({
      address: "192.0.2.7",
      protocol: "https",
      host: "public.test",
    });
    expect(found(forwarded, { proxies: "2" })).toMatchObject({ address: "198.51.100.1" });
    expect(found(forwarded, { proxies: "3" })).toMatchObject({ address: "198.51.100.1" });
  });

  test("believes proxies by their addresses, and those alone", () => {
    const proxies = "203.0.113.0/24, 192.0.2.7, ::1";
    expect(found(forwarded, { proxies })).toMatchObject({ address: "198.51.100.1", protocol: "https" });
    expect(found(forwarded, { proxies, peer: "192.0.2.8" })).toMatchObject({
      address: "192.0.2.8",
      protocol: "http",
      host: "board.test",
    });
    expect(found(forwarded, { proxies, peer: "::ffff:203.0.113.9" })).toMatchObject({
      address: "198.51.100.1",
    });
  });

  test("reads addresses with ports, and stops at what is none", () => {
    const listed = (list: string) => found({ "x-forwarded-for": list }, { proxies: "1" });
    expect(listed("192.0.2.7:4711")).toMatchObject({ address: "192.0.2.7" });
    expect(listed("[2001:db8::1]:4711")).toMatchObject({ address: "2001:db8::1" });
    expect(listed("unknown")).toMatchObject({ address: "203.0.113.9" });
  });

  test.each([
    [{ "x-forwarded-proto": "java script:" }, "X-Forwarded-Proto"],
    [{ "x-forwarded-proto": "https, gopher" }, "X-Forwarded-Proto"],
    [{ "x-forwarded-host": "a b" }, "X-Forwarded-Host"],
    [{ "x-forwarded-host": "user@public.test" }, "X-Forwarded-Host"],
    [{ host: "board.test/path" }, "Host"],
    [{ host: "board.test:99999" }, "Host"],
    [{ host: "[::1" }, "Host"],
    [{ host: ".." }, "Host"],
    [{ "x-forwarded-host": "-" }, "X-Forwarded-Host"],
    [{ host: "999.999.999.999" }, "Host"],
    [{ host: "caf\u00e9.test" }, "Host"],
    [{ host: "" }, "Host"],
  ])("refuses what makes no sense: %j", (headers, named) => {
    for (const proxies of ["", "1"]) {
      const refusal = found(headers, { proxies });
      expect(refusal).toMatchObject({ status: 400 });
      expect("error" in refusal && refusal.error).toContain(`header ${named} `);
    }
  });

  test.each(["board.test:8080", "127.0.0.1:3000", "[::1]:3000", "localhost"])("takes host %s", (host) =>
    expect(found({ host })).toMatchObject({ host }),
  );

  test("refuses two hosts", () => expect(found({}, { hostsSent: 2 })).toMatchObject({ status: 400 }));
});

test.each(["one", "10.0.0.0/33", "10.0.0.0/8/8", "300.1.1.1", "10.0.0.1,,", "-1", "::1/129", "10.0.0.0/"])(
  "refuses the setting TRUST_PROXY=%s, naming it",
  (setting) =>
    expect(() => trustedProxies(setting)).toThrow(/TRUST_PROXY names .*expected a number of proxies/),
);

test("a request says of its caller what was found and nothing else", () => {
  const headers: IncomingHttpHeaders = { ...forwarded, forwarded: "for=1.2.3.4", "x-real-ip": "1.2.3.4" };
  writeCaller(headers, { address: "192.0.2.7", protocol: "https", host: "public.test" });
  expect(headers).toEqual({
    "x-forwarded-for": "192.0.2.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "public.test",
  });
});
