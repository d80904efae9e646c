import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type Caller, callerOf, type TrustedProxies, writeCaller } from "./caller.ts";
import type { CallerCounts } from "./caller-limits.ts";
import { securityHeaders } from "./finished-answer.ts";
import { dropUnheeded, isFile, requestRefusal } from "./gate.ts";
import type { ConnectionLimits } from "./limited-server.ts";
import { refuse } from "./refuse.ts";
import type { Refusal } from "./request-target.ts";
import { stopReadingWhenAnswered } from "./stop-reading.ts";

/** What every request passes, and who answers those that do. */
export interface Front {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly limits: Pick<ConnectionLimits, "totalMs" | "refusedMs">;
  readonly mostBodyBytes: number;
  readonly proxies: TrustedProxies;
  readonly counts: CallerCounts;
  /** A line of the server's log. */
  readonly log: (line: string) => void;
}

function callerRefusal(request: IncomingMessage, caller: Caller, { counts }: Front): Refusal | null {
  if (!isFile(request.url ?? "")) {
    const refused = counts.request(caller);
    if (refused) return refused;
  }
  return request.headers.authorization === undefined ? null : counts.login(caller);
}

/** A request in the log: a query may hold anything, also a token. */
const nameOf = ({ method, url }: IncomingMessage) => `${method} ${url?.replace(/\?.*/, "").slice(0, 200)}`;

/** The log hears of who was refused, and never what it showed. */
function watchLogins(
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
  { counts, log }: Front,
) {
  response.once("finish", () => {
    if (response.statusCode !== 401) return;
    counts.failedLogin(caller);
    log(`failed login from ${caller.address} at ${nameOf(request)}`);
  });
}

/** Passes the request on, or the refusal that it was answered with. */
function judged(request: IncomingMessage, front: Front): Caller | Refusal {
  const { method = "", url = "", headers, socket, rawHeaders } = request;
  const refused = requestRefusal({ method, target: url, headers }, front.mostBodyBytes);
  if (refused) return refused;
  const hostsSent = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length;
  const caller = callerOf({ headers, peer: socket.remoteAddress ?? "unknown", hostsSent }, front.proxies);
  if ("status" in caller) return caller;
  return callerRefusal(request, caller, front) ?? caller;
}

function endInTime(response: ServerResponse, totalMs: number): void {
  const timer = setTimeout(() => response.destroy(), totalMs).unref();
  response.once("close", () => clearTimeout(timer));
}

/** What is left where answering itself fails: the reason is the log's, the caller learns that there is one. */
function lastResort(request: IncomingMessage, response: ServerResponse, error: unknown, { log }: Front) {
  log(`${nameOf(request)}: ${error instanceof Error ? error.stack : String(error)}`);
  if (response.headersSent) response.destroy();
  else
    refuse(request, response, { status: 500, error: "the server failed while answering; its log says how" });
}

/** @param asksForBody has its caller wait until he is told to send it: who is refused is not */
async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  front: Front,
  asksForBody: boolean,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  stopReadingWhenAnswered(request, response, front.limits.refusedMs);
  endInTime(response, front.limits.totalMs);
  const caller = judged(request, front);
  if ("status" in caller) {
    refuse(request, response, caller);
    return;
  }
  if (asksForBody) response.writeContinue();
  watchLogins(request, response, caller, front);
  dropUnheeded(request.headers);
  writeCaller(request.headers, caller);
  await front.answer(request, response);
}

/** Has the server hand what passes the gate to `answer`, and answer everything else itself. */
export function standInFront(server: Server, front: Front): void {
  const onRequest = (asksForBody: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    receive(request, response, front, asksForBody).catch((error: unknown) =>
      lastResort(request, response, error, front),
    );
  };
  server.on("request", onRequest(false));
  server.on("checkExpectation", onRequest(false));
  server.on("checkContinue", onRequest(true));
}
