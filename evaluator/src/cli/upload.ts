import { readFileSync } from "node:fs";
import { Command } from "commander";
import { InputError } from "../files/input-error.ts";
import { UploadRejected, UploadUnavailable } from "../upload/upload.ts";
import { inSendingOrder, readUploadFile, uploadFile } from "../upload/upload-file.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";

interface UploadFlags {
  readonly site: string;
  readonly tokenFile?: string;
  readonly attempts: string;
  readonly json?: true;
}

interface UploadReport {
  readonly path: string;
  readonly state: "stored" | "known" | "failed";
  readonly url: string | null;
  readonly error: string | null;
}

/** `evaluator upload`: sends bundles, pictures and output sizes to the site; those already there are recognised, so it can be repeated. */
export function uploadCommand(): Command {
  return new Command("upload")
    .description("send results, their pictures and their output sizes to the site")
    .argument("<files...>", "JSON files that `evaluator run`, `artefacts` and `sizes` wrote")
    .requiredOption("--site <url>", "address of the site")
    .option("--token-file <file>", "file that holds the upload token (default: EVALUATOR_TOKEN)")
    .option("--attempts <n>", "attempts before giving up on a site that does not answer", "4")
    .option("--json", "print one JSON document with the outcome of every file")
    .addHelpText(
      "after",
      "\nFiles stay where they are; the same command can be given again after any failure.",
    )
    .action(uploadAll);
}

async function uploadAll(paths: readonly string[], flags: UploadFlags): Promise<void> {
  const target = {
    site: siteAddress(flags.site),
    token: readToken(flags.tokenFile),
    attempts: positiveInteger(flags.attempts, "--attempts"),
    signal: interruptSignal("what was sent is stored; the same command recognises it and sends the rest"),
  };
  // All are read before any is sent: a wrong path costs nothing.
  const files = inSendingOrder(await Promise.all(paths.map(readUploadFile)));
  const reports: UploadReport[] = [];
  for (const file of files) {
    const { path } = file;
    try {
      const { state, url } = await uploadFile(file, target);
      reports.push({ path, state, url, error: null });
      if (!flags.json) console.log(`${state === "stored" ? "stored " : "known  "} ${path} -> ${url}`);
    } catch (error) {
      if (!isReported(error)) throw error;
      reports.push({ path, state: "failed", url: null, error: error.message });
      console.error(`failed  ${path}: ${error.message}`);
      // The rest would wait in vain for the same site.
      if (error instanceof UploadUnavailable) break;
    }
  }
  if (flags.json) console.log(JSON.stringify({ uploads: reports }, null, 2));
  const sent = reports.filter(({ state }) => state !== "failed").length;
  if (sent === paths.length) return;
  console.error(
    `${paths.length - sent} of ${paths.length} files not sent; they are unchanged, send them again later`,
  );
  process.exitCode = 1;
}

/** What concerns one file; the others are sent all the same. */
function isReported(error: unknown): error is Error {
  return [UploadRejected, UploadUnavailable, InputError].some((kind) => error instanceof kind);
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
