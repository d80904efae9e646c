import { subscribe } from "node:diagnostics_channel";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { type BoardMade, boardMadeChannel } from "#db/read/board-numbers.ts";
import { countByStanding, freeBytes, healthOf } from "#db/read/health.ts";
import { listSetAside } from "#db/store/quarantine.ts";
import { outcomeOf, requestKindOf, sentKindOf } from "./request-kind.ts";

/** What Prometheus reads of the site: requests, uploads, queue, boards made anew, health, disk, and the process itself. */
export interface SiteMetrics {
  readonly registry: Registry;
  /** Counts a request when its answer ends. */
  observe(request: IncomingMessage, response: ServerResponse): void;
}

function countedRequests(registry: Registry): SiteMetrics["observe"] {
  const requests = new Counter({
    name: "leaderboard_requests_total",
    help: "Answered requests.",
    labelNames: ["kind", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "leaderboard_request_seconds",
    help: "From a request's head to the end of its answer.",
    labelNames: ["kind"],
    buckets: [0.005, 0.02, 0.05, 0.15, 0.5, 2, 10],
    registers: [registry],
  });
  const uploads = new Counter({
    name: "leaderboard_uploads_total",
    help: "Uploads by what they bring and what became of them.",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  return ({ method = "", url = "" }, response) => {
    const kind = requestKindOf(method, url);
    const sent = sentKindOf(method, url);
    const done = seconds.startTimer({ kind });
    response.once("close", () => {
      done();
      const status = response.writableFinished ? response.statusCode : 499;
      requests.inc({ kind, status });
      if (sent !== null) uploads.inc({ kind: sent, outcome: outcomeOf(status) });
    });
  };
}

function countedBoards(registry: Registry): void {
  const seconds = new Histogram({
    name: "leaderboard_board_rebuild_seconds",
    help: "Boards derived anew from the results, other work done meanwhile included.",
    buckets: [0.05, 0.25, 1, 5, 30],
    registers: [registry],
  });
  subscribe(boardMadeChannel, (message) => seconds.observe((message as BoardMade).seconds));
}

/** Asked at each reading. */
function gauges(registry: Registry, open: OpenDatabase, dataDirectory: string): void {
  const registers = [registry];
  new Gauge({
    name: "leaderboard_results",
    help: "Results by standing; the waiting ones are the queue.",
    labelNames: ["standing"],
    registers,
    async collect() {
      const counted = await countByStanding(open).catch(() => ({}));
      this.reset();
      for (const [standing, results] of Object.entries(counted)) this.set({ standing }, results);
    },
  });
  new Gauge({
    name: "leaderboard_files_set_aside",
    help: "Damaged files in quarantine.",
    registers,
    async collect() {
      this.set(
        await listSetAside(open.files).then(
          ({ length }) => length,
          () => Number.NaN,
        ),
      );
    },
  });
  new Gauge({
    name: "leaderboard_disk_free_bytes",
    help: "Free where the data lie.",
    registers,
    async collect() {
      this.set(await freeBytes(dataDirectory).catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: "leaderboard_healthy",
    help: "1 where a check of /api/v1/health holds.",
    labelNames: ["check"],
    registers,
    async collect() {
      for (const [check, problem] of Object.entries(await healthOf(open, dataDirectory))) {
        this.set({ check }, problem === null ? 1 : 0);
      }
    },
  });
}

export function siteMetrics(open: OpenDatabase, dataDirectory: string): SiteMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  countedBoards(registry);
  gauges(registry, open, dataDirectory);
  return { registry, observe: countedRequests(registry) };
}

/** Answers `GET /metrics`, on an address of its own: what it tells is not the public's. */
export function metricsServer({ registry }: SiteMetrics): Server {
  return createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain" }).end("only /metrics is here\n");
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(`${String(error)}\n`),
    );
  });
}
