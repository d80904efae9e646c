import { readFileSync } from "node:fs";
import { Command } from "commander";
import { InputError } from "../files/input-error.ts";
import { type Listing, listFiles, sendFiles, type UploadReport } from "../upload/send-files.ts";
import { longestWaitMs, SiteGate } from "../upload/site-gate.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { formatSeconds, type TerminalProgress, terminalProgress } from "./terminal-progress.ts";

interface UploadFlags {
  readonly site: string;
  readonly tokenFile?: string;
  readonly attempts: string;
  readonly corrects?: string;
  readonly json?: true;
}

/** `evaluator upload`: sends bundles, pictures and output sizes to the site; those already there are recognised, so it can be repeated. */
export function uploadCommand(): Command {
  return new Command("upload")
    .description("send results, their pictures, output sizes and signatures to the site")
    .argument(
      "<paths...>",
      "files that `evaluator run`, `artefacts`, `sizes` and `sign` wrote, or folders of them",
    )
    .requiredOption("--site <url>", "address of the site")
    .option("--token-file <file>", "file that holds the upload token (default: EVALUATOR_TOKEN)")
    .option("--attempts <n>", "attempts before giving up on a site that does not answer", "4")
    .option("--corrects <id>", "id of the result or speed that the one file sent corrects, as a maintainer")
    .option("--json", "print one JSON document with the outcome of every file")
    .addHelpText(
      "after",
      `
Of a folder, and of folders in it, every JSON file of a kind that is sent; others are passed over and counted.
The site is asked first which files it has: those cost nothing. Where it takes only so many a minute, the command
waits as the site says, up to ${longestWaitMs / 60_000} minutes at a time; Ctrl-C ends a wait.
Files stay where they are; the same command can be given again after any failure, and sends the rest.
Exit code 0: the site has them all.`,
    )
    .action(uploadAll);
}

async function uploadAll(paths: readonly string[], flags: UploadFlags): Promise<void> {
  const site = siteAddress(flags.site);
  const signal = interruptSignal(
    "what was sent is stored; the same command recognises it and sends the rest",
  );
  const progress = terminalProgress();
  const onWait = (words: string, seconds: number) =>
    progress.line(`waiting ${formatSeconds(seconds)}, then going on: ${words}`);
  const target = {
    ...{ site, signal, gate: new SiteGate({ signal, onWait }) },
    token: readToken(flags.tokenFile),
    attempts: positiveInteger(flags.attempts, "--attempts"),
    ...(flags.corrects === undefined ? {} : { corrects: documentIdOf(flags.corrects) }),
  };
  try {
    // A few are read in no time.
    const listing = await listFiles(paths, signal, (done, total) => {
      if (total > 20) progress.update("reading", done, total);
    });
    if (flags.corrects !== undefined) requireOneMeasurement(listing);
    const count = listing.files.length + listing.broken.length;
    const reports: UploadReport[] = [];
    const report = (one: UploadReport) => {
      reports.push(one);
      tell(one, flags, progress);
      if (count > 1) progress.update("uploading", reports.length, count);
    };
    listing.broken.forEach(report);
    await sendFiles(listing.files, target, report);
    progress.end();
    conclude({ reports, count, passedOver: listing.passedOver }, flags);
  } finally {
    progress.end();
  }
}

function tell({ path, state, url, error }: UploadReport, { json }: UploadFlags, progress: TerminalProgress) {
  if (state === "failed") progress.line(`failed  ${path}: ${error}`);
  else if (!json) {
    progress.end();
    console.log(`${state === "stored" ? "stored " : "known  "} ${path} -> ${url}`);
  }
}

interface Outcome {
  readonly reports: readonly UploadReport[];
  /** Files that were to be sent. */
  readonly count: number;
  readonly passedOver: number;
}

function conclude({ reports, count, passedOver }: Outcome, { json }: UploadFlags): void {
  const of = (state: UploadReport["state"]) => reports.filter((report) => report.state === state).length;
  const [stored, known, failed] = [of("stored"), of("known"), of("failed")];
  const notTried = count - reports.length;
  if (json) {
    const summary = { stored, known, failed, notTried, passedOver };
    console.log(JSON.stringify({ summary, uploads: reports }, null, 2));
  } else if (count > 1 || passedOver > 0) {
    const others = passedOver > 0 ? `; ${passedOver} other JSON files passed over` : "";
    console.log(`${stored} stored, ${known} known before, ${failed + notTried} not sent${others}`);
  }
  if (count === 0) throw new InputError("no file to send; expected result bundles or what belongs to them");
  if (stored + known === count) return;
  console.error(`${failed + notTried} of ${count} files not sent; they are unchanged, send them again later`);
  process.exitCode = 1;
}

function documentIdOf(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InputError(`--corrects "${text}"; expected an id of 64 hexadecimal digits, as the site shows it`);
}

/** A document corrects one of its own cell and seed. */
function requireOneMeasurement({ files, broken }: Listing): void {
  const found = [...files.map(({ kind }) => kind), ...broken.map(() => "broken")];
  if (found.length === 1 && (found[0] === "result" || found[0] === "speed")) return;
  throw new InputError(
    `--corrects: to send: ${found.slice(0, 5).join(", ") || "nothing"}; expected one result or speed measurement alone`,
  );
}

function siteAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new InputError(`--site "${text}"; expected an address such as https://example.org`);
}

function readToken(file: string | undefined): string {
  const source = file ?? "EVALUATOR_TOKEN";
  let token: string | undefined;
  try {
    token = file === undefined ? process.env.EVALUATOR_TOKEN : readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`--token-file ${file}: ${(error as Error).message}; expected a file with a token`);
  }
  if (token?.trim().startsWith("dap_")) return token.trim();
  throw new InputError(`${source}: ${token ? "not an upload token" : "not set"}; expected dap_<id>_<secret>`);
}
