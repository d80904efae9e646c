import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Connect } from "../download/connection.ts";
import { connectLocally } from "../download/local-server.fixture.ts";
import { encodeSafetensors } from "../files/safetensors.ts";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A safetensors file with one tensor a name, each of `values` numbers. */
export function weightsFile(names: readonly string[], values = 4): Buffer {
  return encodeSafetensors(
    new Map(
      names.map((name, at) => [
        name,
        { dims: [values], data: Float32Array.from({ length: values }, (_, i) => at + i / values) },
      ]),
    ),
  );
}

/** What one request was. */
interface Asked {
  readonly method: string;
  /** With the host, without the scheme. */
  readonly place: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** A hub as far as a fetch sees one: revisions, redirects of large files to a store of its own name, gates, hashes. */
export class LocalHub {
  /** Files by "repository/file", of each commit. */
  readonly commits = new Map<string, Map<string, Buffer>>();
  /** The commit that `main` is. */
  main = "";
  asked: Asked[] = [];
  /** Repositories that ask for this token. */
  gate: { readonly repository: string; readonly token: string } | null = null;
  /** Files without a stated hash, served by the hub itself. */
  readonly small = new Set<string>();
  /** Takes a request in the hub's place; true: it was answered. */
  instead: (asked: Asked, response: ServerResponse) => boolean = () => false;
  readonly #server: Server;
  connect!: Connect;

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.connect = connectLocally((this.#server.address() as AddressInfo).port, {
      "inside.test": "10.0.0.7",
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Publishes files as a commit that `main` then is. */
  publish(commit: string, files: Readonly<Record<string, Buffer>>): void {
    this.commits.set(commit, new Map(Object.entries(files)));
    this.main = commit;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { host, range, authorization } = request.headers;
    const asked = { method: request.method ?? "", place: `${host}${request.url}`, range, authorization };
    this.asked.push(asked);
    if (this.instead(asked, response)) return;
    const [, server, repository = "", revision = "", file = ""] =
      /^([^/]+)\/(.+)\/resolve\/([^/]+)\/(.+)$/.exec(asked.place) ?? [];
    const commit = revision === "main" ? this.main : revision;
    const content = this.commits.get(commit)?.get(`${repository}/${file}`);
    if (server === "huggingface.co" && this.gate?.repository === repository) {
      if (authorization !== `Bearer ${this.gate.token}`) {
        const status = authorization === undefined ? 401 : 403;
        response.writeHead(status, { "x-error-code": "GatedRepo" }).end();
        return;
      }
    }
    if (content === undefined) response.writeHead(404).end();
    else if (server === "huggingface.co" && !this.small.has(file)) {
      const linked = { "x-linked-size": content.length, "x-linked-etag": `"${sha256(content)}"` };
      const location = `https://store.test/${repository}/resolve/${commit}/${file}`;
      response.writeHead(302, { "x-repo-commit": commit, location, ...linked }).end();
    } else send(content, asked, response, server === "huggingface.co" ? { "x-repo-commit": commit } : {});
  }
}

/** Sends some bytes of a file, waits until they are written below a folder, and then does something instead of going on. */
export function sendUntilWritten(
  content: Buffer,
  { range }: Pick<Asked, "range">,
  response: ServerResponse,
  {
    bytes,
    folder,
    afterwards,
  }: { readonly bytes: number; readonly folder: string; readonly afterwards: () => void },
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, lengthsOf(content, start));
  response.write(content.subarray(start, start + bytes));
  const isWritten = (): boolean =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).some(
      (name) => /part[\\/].*\.part$/.test(name) && sizeOf(join(folder, name)) >= start + bytes,
    );
  const waiting = setInterval(() => {
    if (!isWritten()) return;
    clearInterval(waiting);
    afterwards();
  }, 2);
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function lengthsOf(content: Buffer, start: number): Record<string, string | number> {
  const length = { "content-length": content.length - start };
  if (start === 0) return length;
  return { ...length, "content-range": `bytes ${start}-${content.length - 1}/${content.length}` };
}

/** A file, or its rest from where a range begins. */
export function send(
  content: Buffer,
  { method, range }: Pick<Asked, "method" | "range">,
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, { ...lengthsOf(content, start), ...headers });
  response.end(method === "HEAD" ? undefined : content.subarray(start));
}
