import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "./request-target.ts";

/** Refusals as the API's own look, `{ error }`, of requests that no route sees. */

const problemHeaders = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "access-control-allow-origin": "*",
};

const problemText = ({ error }: Refusal) => JSON.stringify({ error });

export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const text = problemText(refusal);
  const headers = { ...problemHeaders, ...refusal.headers, "content-length": Buffer.byteLength(text) };
  response.writeHead(refusal.status, headers);
  response.end(request.method === "HEAD" ? undefined : text);
}

/** The same on a connection whose bytes are no request that Node could hand on; it is closed. */
export function refuseConnection(socket: Duplex, refusal: Refusal): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const text = problemText(refusal);
  const headers = { ...problemHeaders, "content-length": Buffer.byteLength(text), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ""}\r\n`;
  socket.end(`${status}${lines.join("")}\r\n${text}`);
}
