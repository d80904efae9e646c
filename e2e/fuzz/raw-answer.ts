import { connect } from "node:net";
import type { RawRequest } from "./requests.ts";

export interface RawAnswer {
  /** null: the connection ended without one. */
  readonly status: number | null;
  readonly headers: string;
  readonly body: string;
}

const header = (headers: string, name: string) =>
  new RegExp(`^${name}: *(.*)$`, "im").exec(headers)?.[1]?.trim();

export { header as headerOf };

/** Sends bytes over a connection of their own and takes in all that comes back; "hang" after `limitMs` without an end. */
export function rawAnswer(
  site: URL,
  { text, ends }: RawRequest,
  limitMs: number,
): Promise<RawAnswer | "hang"> {
  return new Promise((resolve) => {
    const socket = connect(Number(site.port), site.hostname);
    const chunks: Buffer[] = [];
    const limit = setTimeout(() => {
      socket.destroy();
      resolve("hang");
    }, limitMs);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A server that has answered may not want the rest.
    socket.on("error", () => {});
    socket.once("close", () => {
      clearTimeout(limit);
      const all = Buffer.concat(chunks).toString("latin1");
      const answer = all.replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, "");
      const end = answer.indexOf("\r\n\r\n");
      const headers = end < 0 ? answer : answer.slice(0, end);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1];
      resolve({
        status: status === undefined ? null : Number(status),
        headers,
        body: end < 0 ? "" : answer.slice(end + 4),
      });
    });
    socket.write(text, "latin1");
    if (ends) socket.end();
  });
}
