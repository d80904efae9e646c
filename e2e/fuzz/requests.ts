import { anyPath, anyTarget, type Known } from "./addresses.ts";
import { Dice } from "./dice.ts";

/** A request as bytes (Latin 1). */
export interface RawRequest {
  readonly text: string;
  readonly method: string;
  /** The connection's half is closed behind the bytes, where nobody is to wait for more of them. */
  readonly ends: boolean;
}

const methods = [
  ...Array.from({ length: 20 }, () => "GET"),
  ...[
    "HEAD",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "BREW",
    "get",
  ],
];

const tree = (segment: string) =>
  encodeURIComponent(`["",{"children":["${segment}",{"children":["__PAGE__",{}]}]},null,null,16]`);
const deep = encodeURIComponent(`${'["a",{"b":'.repeat(400)}["c",{}]${"}]".repeat(400)}`);

const routerStates = [
  ...[
    tree("compare"),
    tree("boards"),
    tree("__proto__"),
    deep,
    "%zz",
    "[]",
    "null",
    '["",{}]',
    "%5B%22%22%5D",
    "",
  ],
  encodeURIComponent('["",{"children":[["cohort","paper","d",null],{"children":["__PAGE__",{}]}]}]'),
  encodeURIComponent('["",{"__proto__":["a",{}]},["/a","/b"],"refetch",1e999]'),
  encodeURIComponent(
    '["",{"children":["compare",{"children":["__PAGE__?{\\"with\\":1}",{}]}]},null,"refetch"]',
  ),
];

/** Headers that some part of the server reads, with values that it may not expect. */
const headers: readonly (readonly [name: string, values: readonly string[]])[] = [
  ["Next-Router-Prefetch", ["1", "2", "x", ""]],
  [
    "Next-Router-Segment-Prefetch",
    ["/_tree", "/_index", "/_full", "/%zz", "/../..", "", "/boards/$d$cohort/__PAGE__"],
  ],
  ["Next-Router-State-Tree", routerStates],
  ["Next-Url", ["/", "/boards/paper", "%zz", "http://elsewhere.example", "caf\u00e9"]],
  ["Next-Action", ["a", "f".repeat(42), ""]],
  ["Next-HMR-Refresh", ["1"]],
  ["X-Nextjs-Data", ["1"]],
  ["X-Prerender-Revalidate", ["1", "f".repeat(32)]],
  ["X-Matched-Path", ["/boards/%zz", "/_error"]],
  ["X-Now-Route-Matches", ["%zz", "1=a&nxtPcohort=b"]],
  ["X-Invoke-Path", ["/_error", "/500"]],
  ["X-Invoke-Status", ["500", "404"]],
  ["X-Middleware-Subrequest", ["middleware:middleware"]],
  ["X-Forwarded-Proto", ["https", "java script:", "http, gopher", "://", ""]],
  ["X-Forwarded-Host", ["public.example", "a b", "<script>", "a:99999", "[::1", "", "a,b"]],
  ["X-Forwarded-For", ["192.0.2.1", "unknown", "1.2.3.4, , ::1", "a".repeat(500)]],
  ["Forwarded", ["for=1.2.3.4;proto=java", ";;;"]],
  ["Accept-Encoding", ["gzip", "gzip;q=0", "br, *;q=0", "identity", "x".repeat(300), ";;;,,,"]],
  ["Accept", ["text/html", "*/*", "a/b;q=z", ""]],
  ["Accept-Language", [";;;q=abc,*", "de-DE,de;q=0.9"]],
  ["If-None-Match", ["*", 'W/"a"', '"a', ",,,", "a".repeat(1_000)]],
  ["If-Modified-Since", ["Thu, 01 Jan 0000 00:00:00 GMT", "yesterday", "Fri, 31 Dec 9999 23:59:59 GMT"]],
  ["If-Match", ["*", '"a"', ""]],
  ["If-Unmodified-Since", ["Thu, 01 Jan 1970 00:00:00 GMT"]],
  ["If-Range", ['"a"']],
  [
    "Range",
    ["bytes=0-1", "bytes=999999999-", "bytes=-1", "bytes=a-b", "items=0-1", `bytes=${"0-1,".repeat(300)}0-1`],
  ],
  ["Cookie", ["__prerender_bypass=a; __next_preview_data=b", "a=%zz", "=;=;", "a".repeat(2_000)]],
  ["Authorization", ["Bearer dap_a_b", "Basic Og==", "Bearer", "\u00e9"]],
  ["Content-Type", ["multipart/form-data; boundary=x", "application/json", "text/plain;charset=UTF-8", "a"]],
  ["Expect", ["100-continue", "wonders"]],
  ["Upgrade", ["websocket", "h2c"]],
  ["Origin", ["null", "http://elsewhere.example", "\u0001"]],
  ["Sec-Fetch-Dest", ["image", "document", "x"]],
  ["Purpose", ["prefetch"]],
  ["X-HTTP-Method-Override", ["DELETE"]],
  ["Te", ["trailers"]],
];

const hosts = [
  "elsewhere.example",
  "127.0.0.1",
  "",
  "a b",
  "a/b",
  "user@host",
  "[::1",
  "a:99999",
  "\u00e9",
  "x".repeat(300),
];
const bodies = [
  ["Content-Length: 0", ""],
  ["Content-Length: 2", "{}"],
  ["Content-Length: 3000000", "{"],
  ["Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"],
  ["Transfer-Encoding: chunked", "zz\r\n"],
  ["Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n"],
  ["Content-Length: -1", ""],
  ["Content-Length: 1\r\nContent-Length: 2", "ab"],
] as const;

/** Bytes that are no request, or one that Node's parser has to see through. */
function noRequest(dice: Dice, known: Known): string {
  const path = anyPath(dice, known);
  return dice.of([
    "\r\n\r\n",
    "GET\r\n\r\n",
    `GET ${path}\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: a`,
    `GET ${path} HTTP/1.1\nHost: a\nConnection: close\n\n`,
    `GET ${path} HTTP/3.7\r\nHost: a\r\n\r\n`,
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    `GET ${path} HTTP/1.0\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\n: a\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: a\r\n folded: b\r\nConnection: close\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nCookie: ${"a".repeat(20_000)}\r\n\r\n`,
    String.fromCharCode(...Array.from({ length: 200 }, () => dice.below(256))),
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  ]);
}

/** The request of a number: the same at each asking. */
export function requestOf(seed: number, index: number, known: Known, host: string): RawRequest {
  const dice = new Dice(seed * 1_000_003 + index);
  if (dice.chance(0.04)) return { text: noRequest(dice, known), method: "?", ends: true };
  const method = dice.of(methods);
  const lines = [`${method} ${anyTarget(dice, known)} HTTP/1.1`];
  lines.push(`Host: ${dice.chance(0.95) ? host : dice.of(hosts)}`);
  const isLink = dice.chance(0.3);
  if (isLink) lines.push("RSC: 1");
  for (const [name, values] of dice.some(isLink ? 4 : 3, () => dice.of(headers)))
    lines.push(`${name}: ${dice.of(values)}`);
  const [length, body] =
    dice.chance(0.1) || method === "POST" || method === "PUT" ? dice.of(bodies) : ["", ""];
  if (length !== "") lines.push(length);
  lines.push("Connection: close");
  return { text: `${lines.join("\r\n")}\r\n\r\n${body}`, method, ends: false };
}

/** The same request at the address that a redirection names. */
export const redirected = ({ text, method }: RawRequest, location: string): RawRequest => ({
  text: text.replace(/^(\S+) \S*/, `$1 ${location.replaceAll("$", "$$$$")}`),
  method,
  ends: false,
});
