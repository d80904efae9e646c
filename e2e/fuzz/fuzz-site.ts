import { type Known, knownOf } from "./addresses.ts";
import { headerOf, type RawAnswer, rawAnswer } from "./raw-answer.ts";
import { type RawRequest, redirected, requestOf } from "./requests.ts";
import { residentMegabytes } from "./resident-memory.ts";

export interface FuzzSettings {
  readonly address: string;
  readonly pid: number;
  readonly requests: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  /** How often each status came; "none": the connection was closed without one. */
  readonly statuses: ReadonlyMap<number | "none", number>;
  readonly failures: readonly string[];
  readonly seconds: number;
  /** Of the server, in MB: before, half way, at the end. */
  readonly memory: readonly [number, number, number];
}

const connections = 8;
const hangMs = 30_000;

/** Signs of the inside: a stack, a statement, a path of the machine. */
const inside =
  /\n {4}at \S+ ?\(?[^\n]*:\d+:\d+|node_modules\/|Failed query|ENOENT|file:\/\/|\/(?:home|root|tmp|work)\//;

function isProblem({ headers, body }: RawAnswer): boolean {
  if (!headerOf(headers, "content-type")?.startsWith("application/json")) return false;
  try {
    return typeof JSON.parse(body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, "")).error === "string";
  } catch {
    return false;
  }
}

/** What may not be; null: the answer is in order. */
function wrongWith({ method }: RawRequest, answer: RawAnswer | "hang"): string | null {
  if (answer === "hang") return `no end within ${hangMs / 1000} s`;
  const { status, headers, body } = answer;
  if (status === null) return headers === "" ? null : "an answer without a status";
  if (status >= 500) return `status ${status}`;
  const isScript = headerOf(headers, "content-type")?.startsWith("application/javascript");
  if (!isScript && inside.test(body))
    return `the body tells of the inside: ${inside.exec(body)?.[0]?.slice(0, 80)}`;
  // A page, a badge and a link's data say in their own form that there is nothing.
  if (status < 400 || status === 404 || method === "HEAD") return null;
  return isProblem(answer) ? null : `status ${status} without a problem document`;
}

async function answered(site: URL, request: RawRequest): Promise<RawAnswer | "hang"> {
  const first = await rawAnswer(site, request, hangMs);
  if (first === "hang" || first.status === null || first.status < 300 || first.status > 399) return first;
  const location = headerOf(first.headers, "location");
  // Next sends links to an address with a hash of their headers, which is the way to what they ask for.
  if (location === undefined || !location.startsWith("/")) return first;
  return rawAnswer(site, redirected(request, location), hangMs);
}

/** Throws random requests at a running site, each of its seed and number. */
export async function fuzzSite(settings: FuzzSettings): Promise<FuzzReport> {
  const { address, pid, requests, seed, onProgress } = settings;
  const site = new URL(address);
  const known: Known = await knownOf(address);
  const statuses = new Map<number | "none", number>();
  const failures: string[] = [];
  const memory: [number, number, number] = [residentMegabytes(pid), Number.NaN, Number.NaN];
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < requests) {
      const index = next++;
      const request = requestOf(seed, index, known, site.host);
      const answer = await answered(site, request);
      const status = answer === "hang" ? "none" : (answer.status ?? "none");
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const wrong = wrongWith(request, answer);
      if (wrong) failures.push(`request ${index}: ${wrong}\n${JSON.stringify(request.text.slice(0, 500))}`);
      if (index === Math.floor(requests / 2)) memory[1] = residentMegabytes(pid);
      onProgress?.(index + 1);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  memory[2] = residentMegabytes(pid);
  return { statuses, failures, seconds: (performance.now() - start) / 1000, memory };
}
