import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import next from "next";
import { bundleMaxBytes, pictureMaxBytes } from "#contract";
import type { Listening } from "#db/open/changes.ts";
import { databaseLocation, openDatabase, withRemedy } from "#db/open/client.ts";
import { DamagedDatabaseError } from "#db/open/damaged-database.ts";
import { type Environment, EnvironmentError, environment } from "#db/open/env.ts";
import { FolderLockedError } from "#db/open/folder-lock.ts";
import { openOperatorAccess } from "#db/open/operator.ts";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { UnusableDatabaseError } from "#db/open/unusable-database.ts";
import { keepStateUntilTold } from "#db/read/newest-state.ts";
import { listCohorts, newestState } from "#db/read/queries.ts";
import { UnusableKeysError } from "#db/store/maintainer-keys.ts";
import { UnusableFilesError } from "#db/store/s3-requests.ts";
import { KeyWatch } from "#db/write/key-watch.ts";
import { recoverResults } from "#db/write/recover.ts";
import { flushRefusals } from "#db/write/refusal-log.ts";
import { seedPaper } from "#db/write/seed.ts";
import { seedSpeeds } from "#db/write/seed-speeds.ts";
import { boardPath } from "../_board/board-path.ts";
import { writeBootstrapToken } from "./bootstrap-token.ts";
import { readBuiltPages } from "./built-pages.ts";
import { trustedProxies } from "./caller.ts";
import { CallerCounts } from "./caller-limits.ts";
import { finishAnswer } from "./finished-answer.ts";
import { type Front, standInFront } from "./front.ts";
import { KeptPages, shareKeptPages } from "./kept-pages.ts";
import { connectionLimits, limitedServer } from "./limited-server.ts";
import { MadeAhead } from "./made-ahead.ts";
import { metricsServer, siteMetrics } from "./metrics.ts";
import { newestPages } from "./newest-pages.ts";
import { SentAnswers } from "./sent-answers.ts";
import { NamedViews } from "./view-of-address.ts";

/** The site's one process: owns the database, renders the pages, takes the uploads. */

class MissingBuildError extends Error {
  override readonly name = "MissingBuildError";
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Whatever a crash or a first start left undone, before the first request. */
async function prepareData(open: OpenDatabase, { UPLOAD_TOKEN_BOOTSTRAP }: Environment): Promise<void> {
  const printed = await seedPaper(open.db);
  if (printed > 0) say(`added ${printed} results printed in the paper`);
  const { added, reports } = await recoverResults(open);
  if (added > 0) say(`added ${added} results and other documents from kept files that the database lacked`);
  for (const report of reports) say(report);
  const speeds = await seedSpeeds(open);
  if (speeds > 0) say(`added ${speeds} speed measurements that come with the site`);
  if (UPLOAD_TOKEN_BOOTSTRAP && (await writeBootstrapToken(open, UPLOAD_TOKEN_BOOTSTRAP))) {
    say(`wrote an upload token to ${UPLOAD_TOKEN_BOOTSTRAP}`);
  }
}

/** Where no port is given the system chooses one. @returns the address */
function listen(server: Server, HOST: string, PORT: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, HOST, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : PORT;
      resolve(`http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${port}`);
    });
  });
}

/** undefined: nobody asked for them. */
function openMetrics(open: OpenDatabase, { METRICS_PORT: port, DATA_DIR }: Environment) {
  if (port === undefined) return undefined;
  const metrics = siteMetrics(open, DATA_DIR);
  return { observe: metrics.observe, server: metricsServer(metrics), port };
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

/** Who may ask for what, by the settings. */
function frontOf(settings: Environment): Omit<Front, "answer"> {
  const proxies = trustedProxies(settings.TRUST_PROXY);
  const counts = new CallerCounts(
    { requestsPerMinute: settings.REQUESTS_PER_MINUTE, failedLoginsPerHour: settings.FAILED_LOGINS_PER_HOUR },
    proxies,
  );
  return {
    limits: connectionLimits,
    mostBodyBytes: Math.max(bundleMaxBytes, pictureMaxBytes),
    proxies,
    counts,
    log: (line) => process.stderr.write(`${line}\n`),
  };
}

/** Pages of older rows are given to nobody; their memory is free as soon as anybody has stored something. */
function listenFor(
  open: OpenDatabase,
  kept: readonly (KeptPages | SentAnswers)[],
  boards: MadeAhead,
): Promise<Listening> {
  const forget = open.tellsAtOnce ? keepStateUntilTold(open.db) : () => {};
  return open.listen(() => {
    forget();
    boards.told();
    newestState().then(
      (state) => {
        for (const one of kept) one.keepOnly(state);
      },
      () => {},
    );
  });
}

async function askForBoards(site: string): Promise<void> {
  for (const path of (await listCohorts()).map(boardPath)) {
    await (await fetch(`${site}${path}`)).arrayBuffer();
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
    const pages = new KeptPages();
    shareKeptPages(pages);
    const sent = new SentAnswers(newestState);
    let address: string | null = null;
    const boards = new MadeAhead(async () => {
      // Who develops waits for the page that he looks at alone.
      if (address !== null && !development) await askForBoards(address);
    });
    const listening = await listenFor(open, [pages, sent], boards);
    const keys = new KeyWatch(open, say);
    await keys.start();
    const front = frontOf(settings);
    const server = limitedServer(connectionLimits, front.proxies !== null);
    // Next listens for upgrades on the server that it is given, and leaves those that it does not know open for ever.
    const upgrades = development ? server : createServer();
    const app = next({
      dev: development,
      hostname: settings.HOST,
      port: settings.PORT,
      httpServer: upgrades,
    });
    await app.prepare();
    const views = new NamedViews(newestState);
    const answerNewest = newestPages(pages, newestState, app.getRequestHandler());
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      const state = await views.name(request);
      await answerNewest(request, response, state);
    };
    const metrics = openMetrics(open, settings);
    if (metrics) server.on("request", metrics.observe);
    if (development) {
      // It streams and evaluates code and has addresses of its own, so it goes without the policy and the gate.
      server.on("request", (request, response) => void handle(request, response));
    } else {
      const finishing = { built: readBuiltPages(".next"), log: front.log };
      standInFront(server, {
        ...front,
        async answer(request, response) {
          await sent.answer(request, response, async (sending) => {
            finishAnswer(request, response, { ...finishing, sending });
            await handle(request, response);
          });
        },
      });
    }
    address = await listen(server, settings.HOST, settings.PORT);
    // Who has a PostgreSQL server reaches it without this one.
    const access = settings.DATABASE_URL ? null : openOperatorAccess(settings.DATA_DIR, address);
    if (metrics)
      say(`metrics at ${await listen(metrics.server, settings.METRICS_HOST, metrics.port)}/metrics`);
    boards.told();
    stopOn(["SIGINT", "SIGTERM"], async () => {
      boards.stop();
      access?.close();
      server.close();
      metrics?.server.close();
      server.closeIdleConnections();
      await app.close();
      await keys.stop();
      await listening.stop();
      await flushRefusals(open);
      await open.close();
    });
    say(`serving ${address}`);
  } catch (error) {
    // A damaged database may not close either; what was wrong first is what helps.
    await open.close().catch(() => {});
    throw withRemedy(error, databaseLocation());
  }
}

serve().catch((error: unknown) => {
  const kinds = [
    DamagedDatabaseError,
    EnvironmentError,
    FolderLockedError,
    MissingBuildError,
    UnusableDatabaseError,
    UnusableFilesError,
    UnusableKeysError,
  ];
  // System errors (a port in use, a folder not writable) carry a code and name what they are about.
  const expected = error instanceof Error && ("code" in error || kinds.some((kind) => error instanceof kind));
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
