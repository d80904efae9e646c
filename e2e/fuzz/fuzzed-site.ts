import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SiteServer, startSite } from "../tools/site-server.ts";
import { residentMegabytes } from "./resident-memory.ts";
import type { Target } from "./send.ts";

export interface FuzzedSite {
  readonly target: Target;
  /** Resident memory of the server, MB. */
  memory(): number;
  /** Ends it in order and starts it anew on its data; answers with its address. */
  restart(): Promise<string>;
  stop(): Promise<void>;
}

/** What a token may do is not what is tried here. */
const settings = {
  UPLOADS_PER_MINUTE: "1000000",
  UPLOAD_FILES_PER_DAY: "1000000",
  FAILED_LOGINS_PER_HOUR: "1000000",
};

/** Serves the build from a new database in a folder of its own, which goes with it. */
export async function startTarget(): Promise<FuzzedSite> {
  const folder = mkdtempSync(join(tmpdir(), "dense-probing-fuzz-"));
  const tokenFile = join(folder, "token");
  const start = () => startSite(join(folder, "data"), tokenFile, 0, settings);
  let server: SiteServer = await start();
  return {
    target: { site: server.address, token: readFileSync(tokenFile, "utf8").trim() },
    memory: () => residentMegabytes(server.pid),
    async restart() {
      await server.stop();
      server = await start();
      return server.address;
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
