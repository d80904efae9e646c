import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { noticeInterruption, requireBuild, runCommand, WrongArguments } from "../tools/command-options.ts";
import { type SiteServer, startSite } from "../tools/site-server.ts";
import { fillBenchDatabase } from "./database.ts";
import { type Loaded, load, type Read } from "./load.ts";
import { judgePages } from "./pages-on-phones.ts";
import { everyRead } from "./reads.ts";
import {
  newBundles,
  Uploader,
  type Uploads,
  unknownSubjects,
  uploadMeanwhile,
  uploadSubjects,
} from "./subjects.ts";

const floor = { requestsPerSecond: 400, p99Ms: 150 } as const;
const floorWords = `${floor.requestsPerSecond} requests/s, the 99th percentile under ${floor.p99Ms} ms`;

const help = `Serves the build from made-up databases and asks for every kind of page and data over this machine's own
loopback, from this process, first with nothing else going on, then while a bundle comes every half second; then for all of
them in turn while bundles come; then Lighthouse judges its pages.

  npm run bench:site [-- [18 300 1500] [--seconds 2] [--only TEXT] [--no-lighthouse]]

Numbers are of backbones: a database each. --seconds of load for each kind of read, --only those whose address has the text;
--only mixed: no kind alone, all of them in turn while bundles are uploaded.
Ends by naming the reads that miss the floor: ${floorWords}. No floor is asked of all in turn: each bundle
has every page made anew, so it says how many are made. Server and load share the cores, so it wants a machine that does
nothing else. Exit code 1 where something misses it.`;

const connections = 8;
/** A token's own limit is 120 a minute. */
const uploadEveryMs = 500;
const mixedOnly = "mixed";
/** How much longer all reads in turn are asked for while bundles come. */
const mixedTimes = 5;

const missesFloor = ({ requestsPerSecond, p99Ms }: Loaded) =>
  requestsPerSecond < floor.requestsPerSecond || p99Ms >= floor.p99Ms;

const line = ({ name, requestsPerSecond, p50Ms, p99Ms }: Loaded, rest: string) =>
  [
    `  ${name.padEnd(72)}`,
    `${requestsPerSecond.toFixed(0).padStart(6)} requests/s`,
    `p50 ${p50Ms.toFixed(1).padStart(7)} ms`,
    `p99 ${p99Ms.toFixed(1).padStart(7)} ms`,
    rest,
  ].join("  ");

interface Choices {
  readonly seconds: number;
  readonly only: string;
  readonly lighthouse: boolean;
  readonly interrupted: AbortSignal;
}

async function loadQuietly(site: string, read: Read, seconds: number): Promise<Loaded> {
  const loaded = await load(read.name, site, [read], { connections, seconds });
  console.log(line(loaded, `first ${loaded.firstMs.toFixed(0).padStart(6)} ms`));
  return loaded;
}

async function loadMeanwhile(site: string, read: Read, seconds: number, uploads: Uploads): Promise<Loaded> {
  const loading = load(`${read.name}, bundles coming`, site, [read], { connections, seconds });
  const { accepted, p50Ms } = await uploadMeanwhile(uploads, loading);
  console.log(line(await loading, `${accepted} accepted, p50 ${p50Ms.toFixed(0)} ms`));
  return loading;
}

const isAsked = ({ name }: Read, only: string) => only === mixedOnly || name.includes(only);

/** Before a database is filled; ids of what will be uploaded nobody knows yet. */
function requireReads(only: string): void {
  const names = Object.values(everyRead(unknownSubjects)).flat();
  if (names.some((read) => isAsked(read, only))) return;
  throw new WrongArguments(
    `--only ${only}; expected "${mixedOnly}" or a part of a read's address such as "/api/v1/boards"`,
  );
}

/** Returns what misses the floor. */
async function loadReads(site: string, tokenFile: string, choices: Choices): Promise<Loaded[]> {
  const { seconds, only, interrupted } = choices;
  const uploader = new Uploader(site, tokenFile);
  const uploads = { uploader, bundles: newBundles(), everyMs: uploadEveryMs };
  const subjects = await uploadSubjects(uploader);
  const reads = Object.values(everyRead(subjects)).flat();
  const asked = reads.filter((read) => isAsked(read, only));
  const loads: Loaded[] = [];
  // An upload changes what an ETag is compared with.
  const lasting = asked.filter(({ status }) => status !== 304);
  if (only !== mixedOnly) {
    for (const read of asked) {
      interrupted.throwIfAborted();
      loads.push(await loadQuietly(site, read, seconds));
    }
    for (const read of lasting) {
      interrupted.throwIfAborted();
      loads.push(await loadMeanwhile(site, read, seconds, uploads));
    }
  }
  const mixed = load(`all ${lasting.length} in turn while bundles are uploaded`, site, lasting, {
    ...{ connections, seconds: mixedTimes * seconds },
  });
  const sent = await uploadMeanwhile(uploads, mixed);
  uploader.close();
  console.log(line(await mixed, ""));
  console.log(line(sent, `${sent.accepted} accepted`));
  return loads.filter(missesFloor);
}

async function bench(backbones: number, choices: Choices): Promise<Loaded[]> {
  const folder = mkdtempSync(join(tmpdir(), "dense-probing-bench-"));
  let server: SiteServer | undefined;
  try {
    await fillBenchDatabase(folder, backbones);
    const tokenFile = join(folder, "token");
    server = await startSite(folder, tokenFile, 0, { UPLOADS_PER_MINUTE: "100000" });
    console.log(`${backbones} backbones, ${connections} connections, ${choices.seconds} s each`);
    const missed = await loadReads(server.address, tokenFile, choices);
    if (choices.lighthouse) await judgePages(server.address);
    return missed.map((one) => ({ ...one, name: `${backbones} backbones: ${one.name}` }));
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizesOf(texts: readonly string[]): number[] {
  const sizes = texts.map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 4)) {
    throw new WrongArguments(`sizes ${texts.join(" ")}; expected whole numbers of backbones, 4 or more`);
  }
  return sizes.length > 0 ? sizes : [18, 300, 1500];
}

export async function benchSite(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    allowNegative: true,
    options: {
      seconds: { type: "string", default: "2" },
      only: { type: "string", default: "" },
      lighthouse: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const sizes = sizesOf(positionals);
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds < Number.POSITIVE_INFINITY)) {
    throw new WrongArguments(`--seconds ${values.seconds}; expected a positive number`);
  }
  requireReads(values.only);
  requireBuild();
  console.log(`Node ${process.version}, ${availableParallelism()} cores; server and load share them`);
  const missed: Loaded[] = [];
  const interrupted = noticeInterruption();
  for (const size of sizes) {
    missed.push(
      ...(await bench(size, { seconds, only: values.only, lighthouse: values.lighthouse, interrupted })),
    );
  }
  if (missed.length === 0) {
    console.log(`nothing misses the floor of ${floorWords}`);
    return;
  }
  console.log(`${missed.length} miss the floor of ${floorWords}:`);
  for (const one of missed) console.log(line(one, ""));
  process.exitCode = 1;
}

await runCommand(import.meta.url, benchSite);
