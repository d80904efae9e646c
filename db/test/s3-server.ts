import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { S3Location } from "../store/s3-requests.ts";
import { signatureError } from "./s3-signature.ts";

/**
 * A small S3 server in memory, for tests: one bucket, path-style, every signature checked. It knows what the site's store
 * of files asks for, answers a list in pieces of three, and fails when it is told to.
 */
export interface S3Server extends AsyncDisposable {
  /** Whom it lets in. */
  readonly location: S3Location;
  /** Every object by its key. */
  readonly objects: Map<string, Buffer>;
  /** The next so many requests are answered with this status, or (0) never. */
  fail(times: number, status: number): void;
  /** Method and target of each request so far. */
  readonly requests: string[];
}

const listedAtOnce = 3;

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
}

const failure = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>of a test</Message></Error>`,
});

function list(objects: ReadonlyMap<string, Buffer>, query: URLSearchParams): Answer {
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? "";
  const direct = [...objects.keys()]
    .filter(
      (key) => key.startsWith(prefix) && !key.slice(prefix.length).includes(query.get("delimiter") ?? "\0"),
    )
    .sort();
  const left = direct.filter((key) => key > after);
  const some = left.slice(0, listedAtOnce);
  const more = left.length > some.length;
  const contents = some.map(
    (key) => `<Contents><Key>${encodeURIComponent(key)}</Key><Size>1</Size></Contents>`,
  );
  const next = more ? `<NextContinuationToken>${escaped(some.at(-1) ?? "")}</NextContinuationToken>` : "";
  return {
    status: 200,
    body: `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
  };
}

function put(objects: Map<string, Buffer>, bucket: string, key: string, { headers, body }: Received): Answer {
  const source = headers["x-amz-copy-source"];
  if (source === undefined) {
    objects.set(key, body);
    return { status: 200 };
  }
  const found = objects.get(decodeURIComponent(source).slice(`/${bucket}/`.length));
  if (!found) return failure(404, "NoSuchKey");
  objects.set(key, found);
  return { status: 200, body: "<CopyObjectResult></CopyObjectResult>" };
}

function get(found: Buffer | undefined, range: string | undefined): Answer {
  if (!found) return failure(404, "NoSuchKey");
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  if (first === undefined) return { status: 200, body: found };
  if (Number(first) >= found.length) return failure(416, "InvalidRange");
  return { status: 206, body: found.subarray(Number(first), Number(last) + 1) };
}

function answer(objects: Map<string, Buffer>, { bucket }: S3Location, request: Received): Answer {
  const { method, path, query, headers } = request;
  const [, named = "", ...parts] = path.split("/").map(decodeURIComponent);
  if (named !== bucket) return failure(404, "NoSuchBucket");
  const key = parts.join("/");
  if (key === "")
    return query.get("list-type") === "2" ? list(objects, query) : failure(400, "InvalidRequest");
  if (method === "PUT") return put(objects, bucket, key, request);
  if (method === "DELETE") {
    objects.delete(key);
    return { status: 204 };
  }
  return get(objects.get(key), headers.range);
}

async function received(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    method: request.method ?? "",
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.concat(chunks),
  };
}

/** Starts the server on loopback. */
export async function startS3(prefix = "site/"): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const failing = { times: 0, status: 0 };
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const read = await received(request);
    if (failing.times > 0) {
      failing.times -= 1;
      if (failing.status > 0) send(response, read.method, failure(failing.status, "SlowDown"));
      return;
    }
    const { method, headers, body } = read;
    const wrong = signatureError({ method, target: request.url ?? "", headers, body }, location);
    send(response, method, wrong === null ? answer(objects, location, read) : failure(403, wrong));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const location: S3Location = {
    ...{
      bucket: "artefacts",
      prefix,
      region: "eu-test-1",
      accessKeyId: "TESTKEY",
      secretAccessKey: "test/secret+key",
    },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  return {
    ...{ location, objects, requests },
    fail: (times, status) => Object.assign(failing, { times, status }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, method: string, { status, body }: Answer): void {
  response.statusCode = status;
  response.end(method === "HEAD" ? undefined : body);
}
