import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";

/** A bucket of any server that speaks S3, and who may use it. */
export interface S3Location {
  /** `http(s)://host[:port]`, without the bucket. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Before every name, with a slash at its end; empty: the bucket is the site's own. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The store cannot be used as it is configured; the message says why, and what helps. */
export class UnusableFilesError extends Error {
  override readonly name = "UnusableFilesError";
}

/** The store did not answer, or said that it cannot now: later it may. */
class FilesAwayError extends Error {
  override readonly name = "FilesAwayError";
  /** Told by its code: the server's own modules and the bundled pages are two copies of this file. */
  readonly code = "FILES_AWAY";
}

/** What a request is about; its name is below the location's prefix. */
export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE";
  /** null: the bucket itself. */
  readonly key: string | null;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

export interface S3Answer {
  readonly status: number;
  readonly body: Buffer<ArrayBuffer>;
}

/** What a request needs of the world besides; tests hand in their own. */
export interface Waiting {
  readonly attempts: number;
  readonly attemptMs: number;
  /** Before the second attempt; it doubles with each. */
  readonly pauseMs: number;
}
const waiting: Waiting = { attempts: 3, attemptMs: 5_000, pauseMs: 200 };

/** Larger than any file that the site takes. */
const answerMaxBytes = 64_000_000;

/** Next exchanges the global function for its own, which keeps answers; this module is loaded before. */
const send = globalThis.fetch;

/** RFC 3986, as signatures want it; slashes stay. */
export const encodedKey = (key: string) =>
  encodeURIComponent(key)
    .replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** Path-style: every server knows it, also one without names of its own for buckets. */
function addressOf({ endpoint, bucket, prefix }: S3Location, { key, query = {} }: S3Request): URL {
  const path = key === null ? bucket : `${bucket}/${encodedKey(prefix + key)}`;
  const address = new URL(`${endpoint.replace(/\/+$/, "")}/${path}`);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address;
}

async function readLimited(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerMaxBytes)
      throw new Error(`an answer of the store of files is over ${answerMaxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function attempt(location: S3Location, request: S3Request, attemptMs: number): Promise<S3Answer> {
  const { method, headers = {}, body } = request;
  const { accessKeyId, secretAccessKey, sessionToken, region } = location;
  const signed = await new AwsV4Signer({
    ...{ method, accessKeyId, secretAccessKey, region, service: "s3" },
    ...(sessionToken === undefined ? {} : { sessionToken }),
    url: addressOf(location, request).href,
    // With the body's own hash the server refuses what was damaged on its way.
    headers: {
      ...headers,
      "x-amz-content-sha256": createHash("sha256")
        .update(body ?? "")
        .digest("hex"),
    },
  }).sign();
  const response = await send(signed.url, {
    ...{ method, headers: signed.headers, redirect: "manual" },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(attemptMs),
  });
  return { status: response.status, body: await readLimited(response) };
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
};

/** Asks the store, again where it does not answer or cannot now. @throws FilesAwayError after the last attempt */
export async function ask(
  location: S3Location,
  request: S3Request,
  { attempts, attemptMs, pauseMs }: Waiting = waiting,
): Promise<S3Answer> {
  let reason = "";
  for (let made = 0; made < attempts; made++) {
    if (made > 0) await sleep(pauseMs * 2 ** (made - 1));
    try {
      const answer = await attempt(location, request, attemptMs);
      if (answer.status < 500 && answer.status !== 429) return answer;
      reason = `it answered ${answer.status} ${errorCode(answer)}`.trim();
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  throw new FilesAwayError(
    `${placeOf(location)} does not answer ${request.method} ${request.key ?? "of the bucket"}: ${reason}`,
  );
}

export const placeOf = ({ endpoint, bucket, prefix }: S3Location) =>
  `s3://${bucket}/${prefix} at ${endpoint}`;

/** The first element of that name in an answer's XML. */
export function elementOf(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;
}

function errorCode({ body }: S3Answer): string {
  return elementOf(body.toString("utf8"), "Code") ?? "";
}

const remedies: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: "correct AWS_ACCESS_KEY_ID",
  SignatureDoesNotMatch: "correct AWS_SECRET_ACCESS_KEY",
  ExpiredToken: "renew AWS_SESSION_TOKEN",
  InvalidToken: "renew AWS_SESSION_TOKEN",
  AccessDenied: "let this key list the bucket, and get, put and delete objects in it",
  RequestTimeTooSkewed: "set this machine's clock",
  NoSuchBucket: "make the bucket, or correct FILES_URL",
  PermanentRedirect: "correct AWS_REGION and S3_ENDPOINT: the bucket is elsewhere",
  AuthorizationHeaderMalformed: "correct AWS_REGION",
};

/** What the store said of a request that it did not do. */
export function refusal(location: S3Location, request: S3Request, answer: S3Answer): UnusableFilesError {
  const code = errorCode(answer);
  const message = elementOf(answer.body.toString("utf8"), "Message");
  const said = [String(answer.status), code, message].filter((part) => part).join(" ");
  const helps = remedies[code] ?? "correct FILES_URL, S3_ENDPOINT and the keys";
  return new UnusableFilesError(
    `${placeOf(location)} refuses ${request.method} ${request.key ?? "of the bucket"}: ${said}; ${helps}`,
  );
}
