import { Agent, request } from "node:http";
import { connect } from "node:net";

/** A site under attack, and a token that it takes. */
export interface Target {
  /** `http://127.0.0.1:3000` */
  readonly site: string;
  readonly token: string;
}

/** One request of the fuzzer. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /**
   * How the body comes: whole with its length, in chunks without one, in too few or too many bytes of the length that was
   * said, cut off in the middle, or whole though chunks were promised.
   */
  readonly framing: "whole" | "chunks" | "too short" | "too long" | "cut off" | "no chunks";
}

/** null: no answer came, though it was waited for. */
export type Answered = { readonly status: number; readonly text: string } | null;

/** An answer takes milliseconds; whoever waits so long waits for ever. */
const answerMs = 30_000;
/** After a body that never becomes whole, no answer is owed. */
const brokenMs = 3_000;

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function sendPlainly({ site }: Target, { method, path, headers, body, framing }: Sent): Promise<Answered> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(site);
    const sized = framing === "whole" ? { "content-length": String(body.byteLength) } : {};
    // Not by URL, which would put right what is wrong with the path.
    const sending = request(
      { agent, hostname, port, path, method, headers: { ...headers, ...sized } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        );
        answer.on("error", () => resolve(null));
      },
    );
    sending.setTimeout(answerMs, () => sending.destroy());
    sending.on("error", () => resolve(null));
    if (framing === "chunks") {
      for (let at = 0; at < body.byteLength; at += 40_000) sending.write(body.subarray(at, at + 40_000));
    }
    sending.end(framing === "whole" ? body : undefined);
  });
}

/** With another length than the body's, over a connection of its own; the first answer counts. */
function sendBroken({ site }: Target, { method, path, headers, body, framing }: Sent): Promise<Answered> {
  const { hostname, port } = new URL(site);
  const said = framing === "too long" ? Math.max(0, body.byteLength - 20) : body.byteLength + 20;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    framing === "no chunks" ? "transfer-encoding: chunked" : `content-length: ${said}`,
  ];
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = "";
    const finish = () => {
      clearTimeout(limit);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      resolve(status === undefined ? null : { status: Number(status), text: received });
    };
    const limit = setTimeout(finish, brokenMs);
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
      if (received.includes("\r\n\r\n")) finish();
    });
    socket.on("error", finish);
    socket.on("close", finish);
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    socket.write(framing === "cut off" ? body.subarray(0, body.byteLength / 2) : body);
    if (framing === "cut off") setTimeout(() => socket.destroy(), 20);
  });
}

/** Sends it; an answer is owed to every request that was whole. */
export async function send(target: Target, sent: Sent): Promise<{ answer: Answered; owed: boolean }> {
  const owed = sent.framing === "whole" || sent.framing === "chunks";
  const answer = owed ? await sendPlainly(target, sent) : await sendBroken(target, sent);
  return { answer, owed };
}

export const closeConnections = () => agent.destroy();
