import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/**
 * Checks Signature Version 4 of a request to S3, written from Amazon's description ("Signature Calculations for the
 * Authorization Header: Transferring Payload in a Single Chunk"), so that whoever signs is not its own judge.
 */

export interface SignedRequest {
  readonly method: string;
  /** As sent: path and query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();

const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function canonicalQuery(query: string): string {
  const pairs = query === "" ? [] : query.split("&").map((pair) => pair.split("=", 2));
  return pairs
    .map(([name = "", value = ""]) =>
      [name, value].map((part) => encoded(decodeURIComponent(part.replaceAll("+", " ")))),
    )
    .sort(([a = "", x = ""], [b = "", y = ""]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join("="))
    .join("&");
}

function canonicalRequest(
  { method, target, headers }: SignedRequest,
  signedHeaders: readonly string[],
): string {
  const [path = "", query = ""] = target.split("?", 2);
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}\n`);
  const uri = path.split("/").map((part) => encoded(decodeURIComponent(part)));
  return [
    ...[method, uri.join("/"), canonicalQuery(query)],
    ...[lines.join(""), signedHeaders.join(";"), headers["x-amz-content-sha256"]],
  ].join("\n");
}

export interface S3Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** The signature that a request ought to have. */
export function signatureOf(request: SignedRequest, signedHeaders: readonly string[], key: S3Key): string {
  const date = request.headers["x-amz-date"] ?? "";
  const day = date.slice(0, 8);
  const scope = `${day}/${key.region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", date, scope, sha256(canonicalRequest(request, signedHeaders))].join("\n");
  const signing = [day, key.region, "s3", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secretAccessKey}`,
  );
  return hmac(signing, text).toString("hex");
}

/** The code of the error with which S3 would answer; null: the signature holds. */
export function signatureError(request: SignedRequest, key: S3Key): string | null {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, id, , region, names = "", signature = ""] =
    pattern.exec(request.headers.authorization ?? "") ?? [];
  if (id === undefined) return "AccessDenied";
  if (id !== key.accessKeyId) return "InvalidAccessKeyId";
  if (region !== key.region) return "AuthorizationHeaderMalformed";
  const signedHeaders = names.split(";");
  const mustBeSigned = ["host", ...Object.keys(request.headers).filter((name) => name.startsWith("x-amz-"))];
  if (!mustBeSigned.every((name) => signedHeaders.includes(name))) return "AccessDenied";
  if (request.headers["x-amz-content-sha256"] !== sha256(request.body)) return "XAmzContentSHA256Mismatch";
  const expected = signatureOf(request, signedHeaders, key);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature)) ? null : "SignatureDoesNotMatch";
}
