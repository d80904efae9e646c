import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from "node:http";
import { withCompileHint } from "./compile-hint.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { keptText } from "./kept-text.ts";

const worthCompressingBytes = 1024;
const textType = /^(text\/|application\/(json|javascript|manifest\+json|atom\+xml|xml)|image\/svg\+xml)/;

/** On every answer, whatever its type. */
export const securityHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "cross-origin-opener-policy": "same-origin",
} as const;

const headerText = (response: ServerResponse, name: string) => String(response.getHeader(name) ?? "");

/** Pages made to be shown inside others'; their links open outside of them. */
const isEmbed = (request: IncomingMessage) => /^\/embed(\/|\?|$)/.test(request.url ?? "");

/** Whole text answers are held back; images, fonts, ranges, 304s and what is encoded already pass as they come. */
const isHeld = (response: ServerResponse) =>
  textType.test(headerText(response, "content-type")) &&
  !response.hasHeader("content-encoding") &&
  response.statusCode !== 206 &&
  response.statusCode !== 304;

function acceptsGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  return /\bgzip\b/.test(accepted) && !/\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)/.test(accepted);
}

const isBuiltScript = (request: IncomingMessage, response: ServerResponse) =>
  (request.url ?? "").startsWith("/_next/static/") &&
  headerText(response, "content-type").startsWith("application/javascript");

const isPage = (response: ServerResponse) => headerText(response, "content-type").startsWith("text/html");

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Buffer,
  end: (body: Buffer) => void,
): Promise<void> {
  const kept = keptText(isBuiltScript(request, response) ? withCompileHint(answer) : answer);
  if (isPage(response)) {
    // Next lets shared caches keep a static page for a year; after an upload they could not be told.
    if (headerText(response, "cache-control").startsWith("s-maxage")) {
      response.setHeader("cache-control", "public, no-cache");
    }
    response.setHeader(
      "content-security-policy",
      contentSecurityPolicy(kept.scriptHashes(), isEmbed(request) ? "any site" : "this site"),
    );
  }
  const worthIt = kept.text.byteLength >= worthCompressingBytes;
  if (worthIt && !headerText(response, "vary").toLowerCase().includes("accept-encoding")) {
    response.appendHeader("vary", "accept-encoding");
  }
  const zip = worthIt && acceptsGzip(request);
  // What never changes is sent far more often than made.
  const level = headerText(response, "cache-control").includes("immutable") ? 9 : 6;
  const body = zip ? await kept.gzip(level) : kept.text;
  if (zip) response.setHeader("content-encoding", "gzip");
  if (request.method !== "HEAD") response.setHeader("content-length", body.byteLength);
  end(body);
}

type Written = [chunk?: unknown, encoding?: unknown, callback?: unknown];

function asBuffer([chunk, encoding]: Written): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk, encoding === "latin1" ? "latin1" : "utf8");
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
}

/**
 * Makes the response hold a text answer back until it is whole, then send it gzipped where the reader takes that and,
 * if it is a page, with a Content-Security-Policy naming its inline scripts: a static page allows no nonce, hence
 * hashes; and a page's hashes are known only at its end, hence no streaming.
 *
 * @param notFoundPage replaces what Next sends where a page's own code says that there is no such page: an empty document
 *   for the browser to draw, which without scripts stays empty. Embeds keep that, since the site's header is no part of them.
 */
export function finishAnswer(request: IncomingMessage, response: ServerResponse, notFoundPage: Buffer): void {
  const chunks: Buffer[] = [];
  const writeHead = response.writeHead.bind(response) as (status: number) => ServerResponse;
  const write = response.write.bind(response) as (...written: Written) => boolean;
  const end = response.end.bind(response) as (...written: Written) => ServerResponse;
  const flushHeaders = response.flushHeaders.bind(response);

  // Node's own end() calls writeHead(), which by then has to be the real one.
  let released = false;
  const held = () => !released && isHeld(response);
  const release = (whole: Buffer) => {
    released = true;
    end(whole);
  };

  response.flushHeaders = () => {
    if (!held()) flushHeaders();
  };
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const headers = rest.find((value) => typeof value === "object" && value !== null) ?? {};
    for (const [name, value] of Object.entries(headers as Record<string, OutgoingHttpHeader>)) {
      response.setHeader(name, value);
    }
    response.statusCode = status;
    return held() ? response : writeHead(status);
  }) as ServerResponse["writeHead"];
  response.write = ((...written: Written) => {
    if (!held()) return write(...written);
    chunks.push(asBuffer(written));
    const done = written.find((value) => typeof value === "function");
    if (done) process.nextTick(done as () => void);
    return true;
  }) as ServerResponse["write"];
  response.end = ((...written: Written) => {
    if (!held()) return end(...written);
    chunks.push(asBuffer(written));
    const done = written.find((value) => typeof value === "function");
    if (done) response.once("finish", done as () => void);
    const missing = response.statusCode === 404 && isPage(response) && !isEmbed(request);
    send(request, response, missing ? notFoundPage : Buffer.concat(chunks), release).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return response;
  }) as ServerResponse["end"];
}
