import { createHash } from "node:crypto";
import { canonicalJson } from "#contract";
import { pictureName } from "#db/test/documents.ts";
import { Dice } from "./dice.ts";
import { listedUploads, pagesOf, readBackProblem } from "./kept-things.ts";
import { drawUpload } from "./mutate-request.ts";
import { type Answered, closeConnections, type Sent, send, type Target } from "./send.ts";
import { knownBundle, knownPicture } from "./upload-kinds.ts";

export interface FuzzReport {
  /** How many answers had this status; 0: none came, nor was owed. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Whatever must not be: answers of 500 and more, no answer, something stored that was refused or lost that was accepted. */
  readonly failures: readonly string[];
  readonly accepted: number;
  /** Resident memory of the server after a tenth, half and all of the documents, MB. */
  readonly memory: readonly number[];
}

const upload = ({ token }: Target, method: string, path: string, body: Buffer, type: string): Sent => ({
  ...{ method, path, body, framing: "whole" },
  headers: { authorization: `Bearer ${token}`, "content-type": type },
});

/** Sends what the others are about. */
async function sendKnown(target: Target): Promise<void> {
  const bundle = Buffer.from(JSON.stringify(knownBundle));
  const uploads = [
    upload(target, "POST", "/api/v1/results", bundle, "application/json"),
    upload(target, "PUT", `/api/v1/pictures/${pictureName(knownPicture)}`, knownPicture, "image/png"),
  ];
  for (const one of uploads) {
    const { answer } = await send(target, one);
    if (answer?.status !== 201) throw new Error(`${one.path} answered ${answer?.status}: ${answer?.text}`);
  }
}

const placeOf = (path: string, id: string) => `${path.replace(/\?.*/, "")}/${id}`;

/** Under which addresses a request may have stored something, if it was taken. */
function placesOf({ path, body }: Sent): string[] {
  if (path.startsWith("/api/v1/pictures/")) return [path];
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return [placeOf(path, createHash("sha256").update(canonicalJson(value)).digest("hex"))];
  } catch {
    return [];
  }
}

const inWords = ({ method, path, headers, body, framing }: Sent) =>
  `${method} ${path} ${JSON.stringify(headers)} ${framing} ${Buffer.from(body).toString("utf8").slice(0, 2_000)}`;

/** Where what was accepted is read, as the answer says. */
function acceptedPlace({ path }: Sent, answer: NonNullable<Answered>): string | null {
  const known = JSON.parse(answer.text) as { id?: string };
  // A picture has no id, and is read once an accepted index names it. A signature is read at its result, under no name of its own.
  return known.id === undefined || path.includes("attestations") ? null : placeOf(path, known.id);
}

/** Uploads of one run, and what became of them. */
class Run {
  readonly statuses = new Map<number, number>();
  readonly failures: string[] = [];
  readonly accepted = new Set<string>();
  /** Where a request may have been taken whose answer never came. */
  readonly unknown = new Set<string>();

  record(sent: Sent, { answer, owed }: { answer: Answered; owed: boolean }): void {
    const status = answer?.status ?? 0;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500) this.failures.push(`${status} ${answer?.text.slice(0, 300)} to ${inWords(sent)}`);
    if (!answer && owed) this.failures.push(`no answer to ${inWords(sent)}`);
    if (!answer || !owed) for (const place of placesOf(sent)) this.unknown.add(place);
    if (!answer || !owed || !["POST", "PUT"].includes(sent.method)) return;
    if (status !== 200 && status !== 201) return;
    const place = acceptedPlace(sent, answer);
    if (place !== null) this.accepted.add(place);
  }
}

/** Everything accepted is there to the letter, and nothing else is. */
async function storedProblems(site: string, before: ReadonlySet<string>, run: Run): Promise<string[]> {
  const listed = await listedUploads(site);
  const expected = [...before, ...run.accepted];
  const lost = expected.filter((path) => !listed.has(path));
  const known = new Set(expected);
  const strange = [...listed].filter((path) => !known.has(path) && !run.unknown.has(path));
  const problems = [
    ...lost.map((path) => `${path} was accepted and is not listed`),
    ...strange.map((path) => `${path} is listed and was not accepted`),
  ];
  for (const path of run.accepted) {
    const problem = await readBackProblem(site, path);
    if (problem !== null) problems.push(problem);
  }
  return problems;
}

/** Every page that shows what was accepted. */
async function pageProblems(site: string): Promise<string[]> {
  const problems: string[] = [];
  for (const path of await pagesOf(site)) {
    const { status } = await fetch(`${site}${path}`);
    if (status !== 200) problems.push(`${path} answered ${status}`);
  }
  return problems;
}

export interface Fuzzing {
  readonly documents: number;
  readonly seed: number;
  /** Of the server, MB. */
  readonly memory: () => number;
  /** Starts the site anew on what it has kept; its address may be another. */
  readonly restart: () => Promise<string>;
  readonly onProgress: (sent: number) => void;
}

const connections = 4;

/** Sends changed uploads of every kind to a site that nobody else uses, and looks at what it made of them. */
export async function fuzzUploads(target: Target, fuzzing: Fuzzing): Promise<FuzzReport> {
  const { documents, seed, memory, restart, onProgress } = fuzzing;
  await sendKnown(target);
  const before = await listedUploads(target.site);
  const dice = new Dice(seed);
  const run = new Run();
  const measured: number[] = [];
  let sent = 0;
  const sendOneAfterAnother = async () => {
    while (sent < documents) {
      const one = drawUpload(target, dice);
      sent += 1;
      if ([Math.ceil(documents / 10), Math.ceil(documents / 2), documents].includes(sent))
        measured.push(memory());
      onProgress(sent);
      run.record(one, await send(target, one));
    }
  };
  await Promise.all(Array.from({ length: connections }, sendOneAfterAnother));
  closeConnections();
  const { failures } = run;
  const look = async (problems: () => Promise<string[]>) =>
    failures.push(...(await problems().catch((error: unknown) => [String(error)])));
  await look(() => storedProblems(target.site, before, run));
  await look(() => pageProblems(target.site));
  // What a refusal left lying there would be taken in now.
  const site = await restart();
  await look(() => storedProblems(site, before, run));
  return { statuses: run.statuses, failures, accepted: run.accepted.size, memory: measured };
}
