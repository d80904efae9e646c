import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { manifestSchema, parseDocument } from "#contract";
import { runCommand, wholeNumber } from "../command-options.ts";
import { root } from "../install.mjs";
import { commentOf } from "./comment.ts";
import { previewPage } from "./preview.ts";
import {
  type CandidateReport,
  isRefused,
  mostOthers,
  mostPathCharacters,
  type Report,
  reportSchema,
} from "./report.ts";
import { type CandidateFiles, type OtherChange, requestFiles, requireCommits } from "./request-files.ts";
import { type RunEvaluator, runEvaluator } from "./run-evaluator.ts";
import { smokeRow } from "./smoke.ts";
import { validated } from "./validated.ts";

const help = `Checks the backbones that a range of commits adds or changes, reading their files as data.

  npm run check:request -- --base COMMIT --head COMMIT --out DIR [--repository DIR] [--number N] [--weights DIR] [--no-smoke]

Writes DIR/report.json, DIR/comment.md and DIR/preview.html. Ends with 2 where something has to be mended, or where a
request with a backbone changes other files too, which a maintainer has to look at.`;

export interface CheckOptions {
  /** Holds both commits; its files are not read, and nothing is checked out. */
  readonly repository: string;
  /** Full hashes. */
  readonly base: string;
  readonly head: string;
  readonly out: string;
  readonly number: number | null;
  /** Folder of weights files; undefined: families that can are run untrained. */
  readonly weights: string | undefined;
  readonly smoke: "run" | "left out";
  readonly run: RunEvaluator;
}

/** Writes the report of a request, its comment and the preview into `out`. */
export async function checkRequest(options: CheckOptions): Promise<Report> {
  const { repository, base, head, out, number } = options;
  const { candidates, others } = await requestFiles(repository, base, head);
  await mkdir(out, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "request-"));
  try {
    const reports: CandidateReport[] = [];
    for (const candidate of candidates) reports.push(await checkCandidate(candidate, folder, options));
    const report = reportSchema.parse({
      ...{ version: 1, number, head, candidates: reports },
      others: reported(others),
    });
    await writeFile(join(out, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
    await writeFile(join(out, "comment.md"), commentOf(report) ?? "");
    await writeFile(join(out, "preview.html"), previewPage(report));
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many as a report holds. */
const reported = (others: readonly OtherChange[]): OtherChange[] =>
  others.slice(0, mostOthers).map(({ path, why }) => ({ path: path.slice(0, mostPathCharacters), why }));

const most = (texts: readonly string[]): string[] => texts.slice(0, 1000).map((text) => text.slice(0, 4000));

const knownNote = "changes a backbone that is here already, whose hashes, counts and results are as before";

async function checkCandidate(
  candidate: CandidateFiles,
  folder: string,
  { weights, smoke, run }: CheckOptions,
): Promise<CandidateReport> {
  const { id } = candidate;
  const file = await placed(candidate, folder);
  if (file === null) {
    const problems = [`${id}.keys.json: there is no manifest ${id}.json; expected one beside it`];
    return {
      id,
      label: null,
      problems,
      notes: [],
      smoke: { state: "left out", why: "there is no manifest" },
    };
  }
  const { problems, notes: said } = await validated(file.path, weights, run);
  const notes = file.isKnown ? [knownNote, ...said] : said;
  const parsed = parseDocument(manifestSchema, file.json, "manifest");
  const label = parsed.ok ? parsed.document.label : null;
  const verdict = { id, label, problems: most(problems), notes: most(notes) };
  if (problems.length > 0 || !parsed.ok)
    return { ...verdict, smoke: { state: "left out", why: "something has to be mended first" } };
  if (smoke === "left out") return { ...verdict, smoke: { state: "left out", why: "not asked for" } };
  const row = await smokeRow(parsed.document, folder, weights, run);
  return { ...verdict, smoke: row.state === "left out" ? { ...row, why: row.why.slice(0, 4000) } : row };
}

/** The candidate's files under their own names in a folder of their own; what the request leaves as it is comes from here. */
async function placed(
  { id, manifest, keys }: CandidateFiles,
  folder: string,
): Promise<{ readonly path: string; readonly json: unknown; readonly isKnown: boolean } | null> {
  const here = (name: string) => join(root, "evaluator/manifests", name);
  await mkdir(join(folder, id), { recursive: true });
  const [path, keysPath] = [join(folder, id, `${id}.json`), join(folder, id, `${id}.keys.json`)];
  if (manifest !== null) await writeFile(path, manifest);
  else if (existsSync(here(`${id}.json`))) await copyFile(here(`${id}.json`), path);
  else return null;
  if (keys !== null) await writeFile(keysPath, keys);
  else if (existsSync(here(`${id}.keys.json`))) await copyFile(here(`${id}.keys.json`), keysPath);
  return { path, json: jsonOf(await readFile(path, "utf8")), isKnown: existsSync(here(`${id}.json`)) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function checkRequestCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      base: { type: "string" },
      head: { type: "string" },
      out: { type: "string" },
      repository: { type: "string", default: root },
      number: { type: "string" },
      weights: { type: "string" },
      "no-smoke": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || !values.base || !values.head || !values.out) {
    console.log(help);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const number = values.number === undefined ? null : wholeNumber("number", values.number);
  await requireCommits(resolve(values.repository), { base: values.base, head: values.head });
  const report = await checkRequest({
    ...{
      repository: resolve(values.repository),
      base: values.base,
      head: values.head,
      out: resolve(values.out),
    },
    number,
    weights: values.weights === undefined ? undefined : resolve(values.weights),
    smoke: values["no-smoke"] ? "left out" : "run",
    run: runEvaluator,
  });
  console.log(commentOf(report) ?? "no backbone is added or changed: nothing to check here");
  if (isRefused(report)) process.exitCode = 2;
}

await runCommand(import.meta.url, checkRequestCommand);
