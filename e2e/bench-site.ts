import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { benchBackbone, benchCohort, fillBenchDatabase } from "./bench-database.ts";
import { firstLoadScripts } from "./first-load.ts";
import { type Device, describeReport, lighthouseReport, type Slowness } from "./lighthouse.ts";
import { type SiteServer, startSite } from "./tools/site-server.ts";

/**
 * `npm run bench:site [-- 18 300 1500]`: serves the build from made-up databases of as many backbones and asks for
 * pages and data over this machine's own loopback, from this process, a few seconds each; then Lighthouse judges its pages.
 *
 * Budgets on a phone: performance 90, LCP 2.0 s, TBT 200 ms, CLS 0.05. They are of pages loaded at a phone's speed. What
 * Lighthouse simulates instead is printed once beside it: it takes all scripts that came before the first paint as
 * needed for it, and over loopback all of them do.
 */

const secondsEach = 4;
const connections = 8;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function get(agent: Agent, address: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(address, { agent, headers: { "accept-encoding": "gzip", ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

const percentileMs = (sorted: readonly number[], percent: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? Number.NaN;

/** First request alone, then as many as `connections` manage in `secondsEach`; throws at any unexpected status. */
async function load(name: string, address: string, headers: Record<string, string> = {}, expected = 200) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const timed = async () => {
    const start = performance.now();
    const answer = await get(agent, address, headers);
    if (answer.status !== expected) throw new Error(`${address} answered ${answer.status}, not ${expected}`);
    return { ms: performance.now() - start, bytes: answer.body.byteLength };
  };
  const first = await timed();
  const took: number[] = [];
  const start = performance.now();
  const until = start + secondsEach * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) took.push((await timed()).ms);
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  took.sort((a, b) => a - b);
  console.log(
    [
      `  ${name.padEnd(28)}`,
      `${(took.length / seconds).toFixed(0).padStart(6)} requests/s`,
      `p50 ${percentileMs(took, 50).toFixed(1).padStart(7)} ms`,
      `p99 ${percentileMs(took, 99).toFixed(1).padStart(7)} ms`,
      `first ${first.ms.toFixed(0).padStart(6)} ms`,
      `${(first.bytes / 1000).toFixed(1).padStart(7)} kB`,
    ].join("  "),
  );
}

/** What a first visit to a page loads: its HTML and the scripts that it names, as sent. */
async function firstLoad(address: string): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const page = await get(agent, address, { "accept-encoding": "identity" });
  const html = page.body.toString("utf8");
  const scripts = firstLoadScripts(html);
  let scriptBytes = 0;
  for (const path of scripts) {
    scriptBytes += (await get(agent, new URL(path, address).href)).body.byteLength;
  }
  const elements = html.match(/<[a-z]/g)?.length ?? 0;
  const compressed = (await get(agent, address)).body.byteLength;
  agent.destroy();
  console.log(
    `  first load of the board: ${(compressed / 1000).toFixed(1)} kB of HTML (${elements} elements) and ${(scriptBytes / 1000).toFixed(1)} kB of JavaScript in ${scripts.size} files, gzipped`,
  );
}

const judgedPages = (site: string) => ({
  board: `${site}/boards/${benchCohort}`,
  "board, shared view": `${site}/boards/${benchCohort}?sort=voc2012.iou&show=rules`,
  "board, embedded": `${site}/embed/${benchCohort}`,
  task: `${site}/tasks/voc2012/${benchCohort}`,
  pareto: `${site}/pareto/${benchCohort}`,
  "pareto, shared view": `${site}/pareto/${benchCohort}?score=nyuv2-depth.rmse`,
  correlations: `${site}/correlations/${benchCohort}`,
  backbone: `${site}/backbones/${benchBackbone(3)}`,
});

async function judge(name: string, page: string, device: Device, slowness?: Slowness): Promise<void> {
  const report = describeReport(await lighthouseReport(page, device, slowness));
  console.log(`  Lighthouse, ${device.padEnd(7)}  ${name.padEnd(20)}  ${report}`);
}

async function bench(backbones: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dense-probing-bench-"));
  let server: SiteServer | undefined;
  try {
    await fillBenchDatabase(folder, backbones);
    server = await startSite(folder, join(folder, "token"), 0);
    const site = server.address;
    const board = `${site}/boards/${benchCohort}`;
    const data = `${site}/api/v1/boards/${benchCohort}`;
    console.log(`${backbones} backbones, ${connections} connections, ${secondsEach} s each`);
    await load("board", board);
    await load("backbone page", `${site}/backbones/${benchBackbone(3)}`);
    await load("API: board", data);
    const { headers } = await get(new Agent(), data);
    await load("API: board, not modified", data, { "if-none-match": headers.etag ?? "" }, 304);
    await load("API: board as CSV", `${data}?format=csv&sort=voc2012.iou`);
    await load("API: backbone", `${site}/api/v1/backbones/${benchBackbone(3)}`);
    await load("badge", `${site}/badge/${benchBackbone(3)}.svg`);
    await firstLoad(board);
    for (const [name, page] of Object.entries(judgedPages(site))) {
      await judge(name, page, "phone");
    }
    await judge("board, simulated", board, "phone", "simulated");
    await judge("board", board, "desktop", "simulated");
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!existsSync(".next/BUILD_ID")) throw new Error("no build in .next; run `npm run build` first");
const sizes = process.argv.slice(2).map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 4)) {
  throw new Error(`sizes ${process.argv.slice(2).join(" ")}; expected whole numbers of backbones, 4 or more`);
}
console.log(`Node ${process.version}, ${availableParallelism()} cores; server and load share them`);
for (const size of sizes.length > 0 ? sizes : [18, 300, 1500]) await bench(size);
