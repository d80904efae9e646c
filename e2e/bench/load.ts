import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request over a connection of the agent. */
export function ask(
  agent: Agent,
  address: string,
  {
    headers = {},
    method = "GET",
    body,
  }: {
    headers?: Readonly<Record<string, string>> | undefined;
    method?: string;
    body?: Uint8Array | string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(address, { agent, method, headers: { "accept-encoding": "gzip", ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end(body);
  });
}

/** What is asked for again and again, and the status that it has to have. */
export interface Read {
  readonly name: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}

export interface Loaded {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const percentileMs = (sorted: readonly number[], percent: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? Number.NaN;

/** Milliseconds each, taken in `seconds`. */
export function summary(name: string, took: readonly number[], seconds: number): Loaded {
  const sorted = [...took].sort((a, b) => a - b);
  return {
    name,
    requestsPerSecond: took.length / seconds,
    p50Ms: percentileMs(sorted, 50),
    p99Ms: percentileMs(sorted, 99),
  };
}

async function timedRead(agent: Agent, site: string, { path, headers, status = 200 }: Read): Promise<number> {
  const start = performance.now();
  const answer = await ask(agent, `${site}${path}`, { headers });
  if (answer.status !== status) throw new Error(`${path} answered ${answer.status}, not ${status}`);
  return performance.now() - start;
}

/**
 * As many requests as `connections` manage in `seconds`, of all `reads` in turn, after each was asked for once alone;
 * throws at any other status than a read's own.
 */
export async function load(
  name: string,
  site: string,
  reads: readonly Read[],
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Loaded & { readonly firstMs: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let firstMs = 0;
  for (const read of reads) firstMs = Math.max(firstMs, await timedRead(agent, site, read));
  const took: number[] = [];
  const start = performance.now();
  let turn = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < start + seconds * 1000) {
        const read = reads[turn++ % reads.length];
        if (read) took.push(await timedRead(agent, site, read));
      }
    }),
  );
  const elapsed = (performance.now() - start) / 1000;
  agent.destroy();
  return { ...summary(name, took, elapsed), firstMs };
}
