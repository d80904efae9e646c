import { type IncomingMessage, type OutgoingHttpHeader, type ServerResponse, STATUS_CODES } from "node:http";
import { acceptsGzip } from "./asked-of-answer.ts";
import type { BuiltPages } from "./built-pages.ts";
import { withCompileHint } from "./compile-hint.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { type KeptText, keptText } from "./kept-text.ts";
import type { Sending } from "./sent-answers.ts";

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

/** A refusal or failure of Next's own, in plain words or none. */
const isBareError = (response: ServerResponse) =>
  response.statusCode >= 400 && /^(text\/plain|$)/.test(headerText(response, "content-type"));

const isText = (response: ServerResponse) =>
  textType.test(headerText(response, "content-type")) || isBareError(response);

/** Whole text answers and drawings are held back; fonts, 304s and what is encoded already pass as they come. */
const isHeld = (response: ServerResponse) =>
  (isText(response) || headerText(response, "content-type") === "image/png") &&
  !response.hasHeader("content-encoding") &&
  response.statusCode !== 304;

const sentences: Readonly<Record<number, string>> = {
  404: "nothing at this address",
  405: "this address does not take the method",
  500: "the server failed while answering; its log says how",
};

/** What the API would say. */
function problemOf({ statusCode }: ServerResponse): Buffer {
  const error = sentences[statusCode] ?? `refused: ${STATUS_CODES[statusCode] ?? statusCode}`;
  return Buffer.from(JSON.stringify({ error }));
}

/**
 * Next lets shared caches keep what it has kept for a year, pages, their data for links and errors alike; after an upload
 * they could not be told. A failure is for its readers alone.
 */
function setCaching(response: ServerResponse): void {
  if (response.statusCode >= 500 || isBareError(response)) response.setHeader("cache-control", "no-store");
  else if (headerText(response, "cache-control").startsWith("s-maxage")) {
    response.setHeader("cache-control", "public, no-cache");
  }
}

const isBuiltScript = (request: IncomingMessage, response: ServerResponse) =>
  (request.url ?? "").startsWith("/_next/static/") &&
  headerText(response, "content-type").startsWith("application/javascript");

const isPage = (response: ServerResponse) => headerText(response, "content-type").startsWith("text/html");

/** What a finished answer may have in it, and who hears of what it may not. */
export interface Finishing {
  readonly built: BuiltPages;
  readonly log: (line: string) => void;
  readonly sending?: Sending;
}

function setPolicy(
  request: IncomingMessage,
  response: ServerResponse,
  kept: KeptText,
  { built, log }: Finishing,
) {
  const hashes = kept.scriptHashes(built.scripts, (script) =>
    log(
      `${request.url}: an inline script that the build did not make: ${JSON.stringify(script.slice(0, 80))}`,
    ),
  );
  const framedBy = isEmbed(request) ? "any site" : "this site";
  response.setHeader("content-security-policy", contentSecurityPolicy(hashes, framedBy));
}

/** Of an answer that depends on what its reader takes, also where it says that nothing has changed. */
function varyByEncoding(response: ServerResponse): void {
  if (headerText(response, "vary").toLowerCase().includes("accept-encoding")) return;
  response.appendHeader("vary", "accept-encoding");
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Buffer,
  finishing: Finishing,
): Promise<Buffer> {
  if (!isText(response)) {
    if (request.method !== "HEAD") response.setHeader("content-length", answer.byteLength);
    return answer;
  }
  const kept = keptText(isBuiltScript(request, response) ? withCompileHint(answer) : answer);
  if (isPage(response)) setPolicy(request, response, kept, finishing);
  varyByEncoding(response);
  const zip = kept.text.byteLength >= worthCompressingBytes && acceptsGzip(request);
  // What never changes is sent far more often than made.
  const level = headerText(response, "cache-control").includes("immutable") ? 9 : 6;
  const body = zip ? await kept.gzip(level) : kept.text;
  if (zip) {
    response.setHeader("content-encoding", "gzip");
    // Other bytes than those that the tag was made of.
    const etag = headerText(response, "etag");
    if (etag.startsWith('"')) response.setHeader("etag", `W/${etag}`);
  }
  if (request.method !== "HEAD") response.setHeader("content-length", body.byteLength);
  return body;
}

type Written = [chunk?: unknown, encoding?: unknown, callback?: unknown];

function asBuffer([chunk, encoding]: Written): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk, encoding === "latin1" ? "latin1" : "utf8");
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
}

/**
 * The body in the place of what Next sends: where a page's own code says that there is no such page, an empty document for the
 * browser to draw, which without scripts stays empty (embeds keep that, since the site's header is no part of them); where
 * it refuses or fails without a document of ours, a plain word.
 */
function bodyInstead(request: IncomingMessage, response: ServerResponse, built: BuiltPages): Buffer | null {
  if (response.statusCode === 404 && isPage(response) && !isEmbed(request)) return built.notFound;
  if (!isBareError(response)) return null;
  response.setHeader("content-type", "application/json");
  return problemOf(response);
}

/**
 * Makes the response hold a text answer back until it is whole, then send it gzipped where the reader takes that and,
 * if it is a page, with a Content-Security-Policy naming its inline scripts: a static page allows no nonce, hence
 * hashes; and a page's hashes are known only at its end, hence no streaming.
 */
export function finishAnswer(request: IncomingMessage, response: ServerResponse, finishing: Finishing): void {
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
    finishing.sending?.(whole);
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
    if (held()) return response;
    if (!released) setCaching(response);
    if (status === 304) varyByEncoding(response);
    return writeHead(status);
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
    setCaching(response);
    const body = bodyInstead(request, response, finishing.built) ?? Buffer.concat(chunks);
    send(request, response, body, finishing).then(release, (error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return response;
  }) as ServerResponse["end"];
}
