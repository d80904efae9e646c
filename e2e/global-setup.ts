import { spawnSync } from "node:child_process";
import { startScratchSite } from "./site.ts";

/** Builds the site and serves it, for the tests that only read. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  // E2E_BUILD=reuse saves a minute where the build is known to be fresh.
  if (process.env.E2E_BUILD !== "reuse") build();
  const site = await startScratchSite(undefined, "its address");
  process.env.E2E_SITE = site.address;
  return site.stop;
}

function build(): void {
  const { status } = spawnSync("npm", ["run", "build"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) throw new Error(`npm run build ended with ${status}`);
}
