import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const startLimitMs = 120_000;

/** Builds the site and serves it from an empty data folder on a free port of this machine's own address. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "dense-probing-e2e-"));
  const tokenFile = join(folder, "token");
  const port = await freePort();
  // E2E_BUILD=reuse saves a minute where the build is known to be fresh.
  if (process.env.E2E_BUILD !== "reuse") build();
  const server = spawn(process.execPath, ["--import", "tsx", "app/_server/serve.ts"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: join(folder, "data"),
      UPLOAD_TOKEN_BOOTSTRAP: tokenFile,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => server.on("close", () => resolve()));
  process.env.E2E_SITE = await served(server);
  process.env.E2E_TOKEN_FILE = tokenFile;
  process.env.E2E_SCRATCH = folder;
  return async () => {
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

function build(): void {
  const { status } = spawnSync("npm", ["run", "build"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) throw new Error(`npm run build ended with ${status}`);
}

function served(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      server.kill("SIGTERM");
      reject(new Error(`the site did not start within ${startLimitMs / 1000} s`));
    }, startLimitMs);
    let printed = "";
    server.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      printed += chunk;
      const address = printed.match(/^serving (http\S+)$/m)?.[1];
      if (!address) return;
      clearTimeout(limit);
      resolve(address);
    });
    server.once("close", (exitCode) => {
      clearTimeout(limit);
      reject(new Error(`the site ended with ${exitCode} before it served: ${printed}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
