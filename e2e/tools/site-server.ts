import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { root } from "./install.mjs";

export interface SiteServer {
  /** Address as the server printed it, `http://127.0.0.1:3000`. */
  readonly address: string;
  readonly pid: number;
  /** Settles when the server has ended, with its exit code. */
  readonly ended: Promise<number>;
  stop(): Promise<number>;
}

/** How long a first start may take: it makes the database and enters the paper's results. */
const START_LIMIT_MS = 90_000;

/** The site's production server as a process, on this machine's own address; its lines are in its output. */
export function spawnSite(
  dataDirectory: string,
  tokenFile: string,
  port: number,
  settings: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", join(root, "app/_server/serve.ts")], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: dataDirectory,
      DATABASE_URL: "",
      UPLOAD_TOKEN_BOOTSTRAP: tokenFile,
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/**
 * Starts the site's production server and waits until it serves.
 * @param dataDirectory holds the embedded database and the accepted bundles
 * @param tokenFile receives an upload token at the first start
 * @param port 0: one that the system picks
 * @param settings environment variables besides
 */
export async function startSite(
  dataDirectory: string,
  tokenFile: string,
  port?: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<SiteServer> {
  const wanted = port ?? Number(process.env.PORT ?? (await freePort(3000)));
  const child = spawnSite(dataDirectory, tokenFile, wanted, settings);
  const ended = new Promise<number>((resolve) => child.on("close", (exitCode) => resolve(exitCode ?? 1)));
  const address = await servedAddress(child, ended);
  return {
    address,
    pid: child.pid ?? 0,
    ended,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Passes the server's lines on, and answers with the address in the one that says where it serves. */
function servedAddress(child: ChildProcess, ended: Promise<number>): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill("SIGTERM");
      reject(new Error(`the site did not start within ${START_LIMIT_MS / 1000} s`));
    }, START_LIMIT_MS);
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      process.stdout.write(chunk.replace(/^(?=.)/gm, "site: "));
      printed += chunk;
      const address = printed.match(/^serving (http\S+)$/m)?.[1];
      if (address === undefined) return;
      clearTimeout(limit);
      resolve(address);
    });
    void ended.then((exitCode) => {
      clearTimeout(limit);
      reject(new Error(`the site ended with ${exitCode} before it served`));
    });
  });
}
