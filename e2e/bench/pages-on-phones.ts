import { Agent } from "node:http";
import { firstLoadScripts } from "../first-load.ts";
import { type Device, describeReport, lighthouseReport, type Slowness } from "../lighthouse.ts";
import { benchBackbone, benchCohort } from "./database.ts";
import { ask } from "./load.ts";

/** What a first visit to a page loads: its HTML and the scripts that it names, as sent. */
async function firstLoad(address: string): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const page = await ask(agent, address, { headers: { "accept-encoding": "identity" } });
  const html = page.body.toString("utf8");
  const scripts = firstLoadScripts(html);
  let scriptBytes = 0;
  for (const path of scripts) {
    scriptBytes += (await ask(agent, new URL(path, address).href)).body.byteLength;
  }
  const elements = html.match(/<[a-z]/g)?.length ?? 0;
  const compressed = (await ask(agent, address)).body.byteLength;
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

/**
 * Lighthouse's judgement of the pages of a site.
 *
 * Budgets on a phone: performance 90, LCP 2.0 s, TBT 200 ms, CLS 0.05. They are of pages loaded at a phone's speed. What
 * Lighthouse simulates instead is printed once beside it: it takes all scripts that came before the first paint as
 * needed for it, and over loopback all of them do.
 */
export async function judgePages(site: string): Promise<void> {
  const board = `${site}/boards/${benchCohort}`;
  await firstLoad(board);
  for (const [name, page] of Object.entries(judgedPages(site))) await judge(name, page, "phone");
  await judge("board, simulated", board, "phone", "simulated");
  await judge("board", board, "desktop", "simulated");
}
