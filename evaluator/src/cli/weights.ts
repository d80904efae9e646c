import { Command } from "commander";
import { examineInChild } from "../backbones/examine-in-child.ts";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import type { Manifest } from "../contract/index.ts";
import { formatBytes } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { table } from "../plan/format-plan.ts";
import { type FetchOutcome, fetchWeights } from "../weights/fetch-weights.ts";
import { hubToken } from "../weights/hub.ts";
import { licenceTerms } from "../weights/licence-terms.ts";
import { readWeightsLock, weightsLockPath } from "../weights/lock-file.ts";
import { readPublishedInChild } from "../weights/read-published.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { type WeightsState, weightsState } from "../weights/weights-state.ts";
import { weightsOption } from "./cell-options.ts";
import { exitInput } from "./exit-codes.ts";
import { interruptSignal } from "./interrupt.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface WeightsFlags {
  readonly weights?: string;
  readonly lock?: string;
  readonly json?: true;
}

/** `evaluator weights`: get, check and list the files that backbones need. */
export function weightsCommand(): Command {
  return new Command("weights")
    .description("get and check the weights of backbones")
    .addCommand(fetchCommand())
    .addCommand(verifyCommand())
    .addCommand(listCommand());
}

function withOptions(command: Command): Command {
  return command
    .addOption(weightsOption())
    .option("--lock <file>", "file of known hashes (default: EVALUATOR_WEIGHTS_LOCK, or the evaluator's own)")
    .option("--json", "print one JSON document");
}

const placesOf = ({ weights, lock }: WeightsFlags) => ({
  folder: weightsFolder(weights),
  lockPath: weightsLockPath(lock),
});

const what = "ids or manifest paths, joined by commas, or all";

/** Those that have weights. `texts`: as typed; none: all. */
async function chosenManifests(texts: readonly string[]): Promise<Manifest[]> {
  const named = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
  const isAll = named.length === 0 || named.includes("all");
  const manifests = await Promise.all(
    (isAll ? await listManifests() : [...new Set(named)]).map(readManifest),
  );
  if (isAll) return manifests.filter(({ weights }) => weights !== null);
  const without = manifests.find(({ weights }) => weights === null);
  if (without !== undefined) {
    throw new InputError(`backbone ${without.id}: has no weights; expected one that needs a file`);
  }
  return manifests;
}

function fetchCommand(): Command {
  return withOptions(
    new Command("fetch")
      .description("download weights, or what they are made of; goes on where it was cut off")
      .argument("<ids...>", what),
  )
    .addHelpText(
      "after",
      [
        "\nThe first fetch of a file anywhere records its hash and revision in the lock file, which belongs into the",
        "repository; every later fetch and every run has to find the same. HF_TOKEN is sent to huggingface.co alone, and",
        "only for files that it does not give everybody. Exits with 2 where a file could not be had or does not fit.",
      ].join("\n"),
    )
    .action(fetchAll);
}

interface FetchReport {
  readonly id: string;
  readonly licence: string;
  readonly terms: string;
  readonly outcome: FetchOutcome | null;
  readonly problems: readonly string[];
}

async function fetchAll(texts: string[], flags: WeightsFlags): Promise<void> {
  const { folder, lockPath } = placesOf(flags);
  const manifests = await chosenManifests(texts);
  // A damaged one is told once, not for each backbone.
  await readWeightsLock(lockPath);
  const progress = terminalProgress();
  const say = flags.json ? progress.line : (line: string) => console.log(line);
  const signal = interruptSignal(`what came is kept in ${folder}; the same command goes on from there`);
  const options = {
    ...{ folder, lockPath, signal },
    token: hubToken(process.env),
    read: readPublishedInChild,
  };
  const reports: FetchReport[] = [];
  for (const manifest of manifests) {
    const { id, licence, weights } = manifest;
    const terms = licenceTerms(licence);
    say(`${id}: licence ${licence}: ${terms}; from ${weights?.url}`);
    const report = { id, licence, terms };
    try {
      const outcome = await fetchWeights(manifest, {
        ...options,
        onProgress: (step, file, done, total) => progress.bytes(`${id} ${step} ${file}`, done, total),
      });
      progress.end();
      for (const line of outcomeInWords(outcome, lockPath)) say(line);
      const { path } = outcome;
      const { problems } = await examineInChild({ manifest, lockPath, place: { path } }, signal);
      reports.push({ ...report, outcome, problems });
    } catch (error) {
      progress.end();
      // One that cannot be had must not cost the others.
      if (!(error instanceof InputError)) throw error;
      reports.push({ ...report, outcome: null, problems: [error.message] });
    }
    for (const problem of reports.at(-1)?.problems ?? []) say(`  problem: ${problem}`);
  }
  if (flags.json) console.log(JSON.stringify({ folder, lock: lockPath, weights: reports }, null, 2));
  finish(reports);
}

function outcomeInWords({ state, path, bytes, sha256, trust, revision }: FetchOutcome, lockPath: string) {
  const of = revision === null ? "" : ` of revision ${revision}`;
  const hash = `  SHA-256 ${sha256}${of}`;
  const told = {
    "first fetch": `${hash}: seen for the first time, trusted from now on and recorded in ${lockPath}; commit that file`,
    lock: `${hash}, as recorded in ${lockPath}`,
    manifest: `${hash}, as its manifest says`,
  }[trust];
  return [`  ${state}: ${path} (${formatBytes(bytes)})`, told];
}

/** Says how many have problems, and ends with 2 where any has. */
function finish(reports: readonly { readonly id: string; readonly problems: readonly string[] }[]): void {
  const failed = reports.filter(({ problems }) => problems.length > 0).map(({ id }) => id);
  if (failed.length === 0) return;
  console.error(`error: ${failed.length} of ${reports.length} have problems: ${failed.join(", ")}`);
  process.exitCode = exitInput;
}

function verifyCommand(): Command {
  return withOptions(
    new Command("verify")
      .description("check weights that are here: hashes, headers, and that each backbone finds what it needs")
      .argument("[ids...]", `${what} (default: all that are here)`),
  )
    .addHelpText(
      "after",
      "\nExits with 2 where a file is missing, is not the known one or does not fit its backbone.",
    )
    .action(verifyAll);
}

async function verifyAll(texts: string[], flags: WeightsFlags): Promise<void> {
  const { folder, lockPath } = placesOf(flags);
  const lock = await readWeightsLock(lockPath);
  const progress = terminalProgress();
  const signal = interruptSignal("a check keeps nothing; the same command starts over");
  const chosen = await chosenManifests(texts);
  const rows = [];
  for (const manifest of chosen) {
    const row = await weightsState(manifest, folder, lock);
    if (row !== null && (texts.length > 0 || !["missing", "partly fetched"].includes(row.state))) {
      rows.push({ manifest, row });
    }
  }
  const reports = [];
  for (const [at, { manifest, row }] of rows.entries()) {
    signal.throwIfAborted();
    progress.update(`verify ${row.id}`, at, rows.length);
    const found = await examineInChild({ manifest, lockPath, place: { weightsDirectory: folder } }, signal);
    const { id, file, hashFrom } = row;
    reports.push({ ...{ id, file, hashFrom }, ...found });
  }
  progress.end();
  if (flags.json) console.log(JSON.stringify({ folder, lock: lockPath, weights: reports }, null, 2));
  else {
    for (const { id, file, sha256, hashFrom, problems } of reports) {
      const against = hashFrom === null ? "no hash is known to compare it with" : `as the ${hashFrom} says`;
      console.log(
        problems.length === 0 ? `ok    ${id}  ${file}  ${sha256}, ${against}` : `FAIL  ${id}  ${file}`,
      );
      for (const problem of problems) console.log(`      ${problem}`);
    }
    if (reports.length === 0) console.log(`no weights of the known backbones in ${folder}`);
  }
  finish(reports);
}

function listCommand(): Command {
  return withOptions(
    new Command("list")
      .description("list weights: file, size, licence, whether they are here and their hash is known")
      .argument("[ids...]", `${what} (default: all)`),
  ).action(async (texts: string[], flags: WeightsFlags) => {
    const { folder, lockPath } = placesOf(flags);
    const lock = await readWeightsLock(lockPath);
    const rows: WeightsState[] = [];
    for (const manifest of await chosenManifests(texts)) {
      const row = await weightsState(manifest, folder, lock);
      if (row !== null) rows.push(row);
    }
    if (flags.json) console.log(JSON.stringify({ folder, lock: lockPath, weights: rows }, null, 2));
    else for (const line of listed(rows)) console.log(line);
  });
}

const hashInWords = {
  manifest: "hash in its manifest",
  lock: "hash locked",
  "other address": "locked from another address",
  nobody: "hash unknown",
} as const;

function listed(rows: readonly WeightsState[]): string[] {
  const cells = rows.map(({ id, file, bytes, licence, terms, gated, state, hashFrom }) => [
    ...[id, file, bytes === null ? "size unknown" : formatBytes(bytes), `${licence} (${terms})`],
    gated === null ? "access unknown" : gated ? "gated" : "open",
    `${state}, ${hashInWords[hashFrom ?? "nobody"]}`,
  ]);
  return table(cells, new Set());
}
