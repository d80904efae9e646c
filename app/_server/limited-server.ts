import { createServer, type Server } from "node:http";
import { Socket } from "node:net";
import { isLoopback, plainAddress } from "./caller.ts";
import { networkOf } from "./caller-limits.ts";
import { refuseConnection } from "./refuse.ts";
import type { Refusal } from "./request-target.ts";

/** Times and sizes of connections, whoever is on the other side. */
export interface ConnectionLimits {
  /** Until a request's headers are whole. */
  readonly headersMs: number;
  /** Until its body is, too. */
  readonly requestMs: number;
  /** From a request's beginning to the end of its answer, however slowly that is read. */
  readonly totalMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** Between two requests. */
  readonly betweenMs: number;
  /** How long a connection stays open, unread, so that a caller who still writes can read a refusal. */
  readonly refusedMs: number;
  readonly headerBytes: number;
  /** In all, and from one address that is not this machine's. */
  readonly connections: number;
  readonly connectionsEach: number;
}

/** The largest board takes half a minute to make, the largest upload (2 MB) a minute over 300 kbit/s. */
export const connectionLimits: ConnectionLimits = {
  headersMs: 15_000,
  requestMs: 90_000,
  totalMs: 300_000,
  idleMs: 120_000,
  // Longer than proxies keep theirs, which would otherwise ask on one that is just closing.
  betweenMs: 65_000,
  refusedMs: 2_000,
  headerBytes: 16_384,
  connections: 4_000,
  connectionsEach: 200,
};

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, error: "the headers are too long; expected 16 kB at most" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, error: "the request did not come in time" },
};
const notHttp: Refusal = { status: 400, error: "not a request of HTTP/1.1" };

/** As much of a connection as is counted. */
interface Counted {
  readonly remoteAddress?: string | undefined;
  destroy(): unknown;
  once(event: "close", listener: () => void): unknown;
}

/** Ends connections beyond so many that are open from one address, this machine's aside. */
export function connectionCounter(each: number): (socket: Counted) => void {
  const open = new Map<string, number>();
  return (socket) => {
    const peer = plainAddress(socket.remoteAddress ?? "unknown");
    if (isLoopback(peer)) return;
    const address = networkOf(peer);
    const count = (open.get(address) ?? 0) + 1;
    if (count > each) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  };
}

/** @param behindProxies: all connections come from a few addresses, so none is counted by them */
export function limitedServer(limits: ConnectionLimits, behindProxies: boolean): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.betweenMs,
    connectionsCheckingInterval: Math.min(5_000, limits.headersMs),
    // The gate answers it, with a sentence.
    requireHostHeader: false,
  });
  server.timeout = limits.idleMs;
  server.maxConnections = limits.connections;
  if (!behindProxies) server.on("connection", connectionCounter(limits.connectionsEach));
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    // The other side is gone, or in the middle of an answer.
    const isAnswering = socket instanceof Socket && socket.bytesWritten > 0;
    if (error.code === "ECONNRESET" || isAnswering) socket.destroy(error);
    else refuseConnection(socket, refusals[error.code ?? ""] ?? notHttp);
  });
  server.on("connect", (_request, socket) =>
    refuseConnection(socket, { status: 400, error: "method CONNECT; expected a method that reads a path" }),
  );
  return server;
}
