import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import next from "next";
import { databaseLocation, openDatabase } from "#db/open/client.ts";
import { type Environment, EnvironmentError, environment } from "#db/open/env.ts";
import { FolderLockedError } from "#db/open/folder-lock.ts";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { KeyWatch } from "#db/write/key-watch.ts";
import { recoverResults } from "#db/write/rebuild.ts";
import { seedPaper } from "#db/write/seed.ts";
import { seedSpeeds } from "#db/write/seed-speeds.ts";
import { writeBootstrapToken } from "./bootstrap-token.ts";
import { finishAnswer, securityHeaders } from "./finished-answer.ts";

/** The site's one process: owns the database, renders the pages, takes the uploads. */

class MissingBuildError extends Error {
  override readonly name = "MissingBuildError";
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Whatever a crash or a first start left undone, before the first request. */
async function prepareData(open: OpenDatabase, { UPLOAD_TOKEN_BOOTSTRAP }: Environment): Promise<void> {
  const printed = await seedPaper(open.db);
  if (printed > 0) say(`added ${printed} results printed in the paper`);
  const { added } = await recoverResults(open);
  if (added > 0) say(`added ${added} results from kept bundles that the database lacked`);
  const speeds = await seedSpeeds(open);
  if (speeds > 0) say(`added ${speeds} speed measurements that come with the site`);
  if (UPLOAD_TOKEN_BOOTSTRAP && (await writeBootstrapToken(open.db, UPLOAD_TOKEN_BOOTSTRAP))) {
    say(`wrote an upload token to ${UPLOAD_TOKEN_BOOTSTRAP}`);
  }
}

function listen(server: Server, { HOST, PORT }: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, HOST, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : PORT;
      resolve(`http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${port}`);
    });
  });
}

/** One orderly end, however often it is asked for. */
function stopOn(signals: readonly NodeJS.Signals[], stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

async function serve(): Promise<void> {
  const settings = environment();
  const development = process.env.NODE_ENV !== "production";
  if (!development && !existsSync(".next/BUILD_ID")) {
    throw new MissingBuildError("no build in .next; run `npm run build` first");
  }
  const open = await openDatabase(databaseLocation());
  try {
    await prepareData(open, settings);
    shareDatabase(open);
    const keys = new KeyWatch(open, say);
    await keys.start();
    const server = createServer();
    const app = next({ dev: development, hostname: settings.HOST, port: settings.PORT, httpServer: server });
    await app.prepare();
    const notFoundPage = development ? undefined : readFileSync(".next/server/app/_not-found.html");
    const handle = app.getRequestHandler();
    server.on("request", (request, response) => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      // Development streams and evaluates code, so it goes without the policy.
      if (notFoundPage) finishAnswer(request, response, notFoundPage);
      void handle(request, response);
    });
    const address = await listen(server, settings);
    stopOn(["SIGINT", "SIGTERM"], async () => {
      server.close();
      server.closeIdleConnections();
      await app.close();
      await keys.stop();
      await open.close();
    });
    say(`serving ${address}`);
  } catch (error) {
    await open.close();
    throw error;
  }
}

serve().catch((error: unknown) => {
  const kinds = [EnvironmentError, FolderLockedError, MissingBuildError];
  // System errors (a port in use, a folder not writable) carry a code and name what they are about.
  const expected = error instanceof Error && ("code" in error || kinds.some((kind) => error instanceof kind));
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
