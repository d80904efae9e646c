import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./tools/free-port.ts";
import { startSite } from "./tools/site-server.ts";

/** The repository's root: Playwright is run from there. */
const root = process.cwd();

/** Address of the site that the global set-up started, without a slash at its end; nothing is ever uploaded to it. */
export function sharedSiteAddress(): string {
  const address = process.env.E2E_SITE;
  if (!address) throw new Error("E2E_SITE is not set; the global set-up sets it");
  return address;
}

export interface ScratchSite {
  /** Without a slash at its end. */
  readonly address: string;
  /** Of the server's process. */
  readonly pid: number;
  /** The file that holds an upload token of this site. */
  readonly tokenFile: string;
  /** Where tests may write; it goes with the site. */
  readonly folder: string;
  stop(): Promise<void>;
}

/**
 * Serves the build from a new database on a free port of this machine.
 * @param fill enters more than the paper's results
 * @param knows its public address as it is configured (SITE_URL), or what each request says of it
 */
export async function startScratchSite(
  fill?: (dataFolder: string) => Promise<void>,
  knows: "its address" | "what is asked" = "what is asked",
): Promise<ScratchSite> {
  const folder = mkdtempSync(join(tmpdir(), "dense-probing-e2e-"));
  const tokenFile = join(folder, "token");
  await fill?.(join(folder, "data"));
  const port = knows === "its address" ? await freePort() : 0;
  const settings = port === 0 ? {} : { SITE_URL: `http://127.0.0.1:${port}` };
  const { address, pid, stop } = await startSite(join(folder, "data"), tokenFile, port, settings);
  return {
    address,
    pid,
    tokenFile,
    folder,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs the evaluator's real command line and waits for its end; output is both streams together. */
export function evaluator(...parameters: string[]): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "evaluator/bin/evaluator.mjs"), ...parameters], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, output }));
  });
}
