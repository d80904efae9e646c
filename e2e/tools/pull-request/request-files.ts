import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { WrongArguments } from "../command-options.ts";
import { manifestsFolder } from "./report.ts";

/** Bytes. The largest manifest takes 10 kB; keys are folded by number. */
const mostBytes = { manifest: 128 * 1024, keys: 1024 * 1024 } as const;

/** Backbones of one request: each is run on a small machine. */
const mostCandidates = 4;

/** A manifest, or the keys of its published weights beside it. */
const candidatePath = /^evaluator\/manifests\/([a-z0-9]+(?:-[a-z0-9]+)*)(\.keys)?\.json$/;

/** One backbone that a request adds or changes, as bytes that nothing has looked at. */
export interface CandidateFiles {
  readonly id: string;
  /** null: the request changes its keys alone. */
  readonly manifest: Buffer | null;
  readonly keys: Buffer | null;
}

/** A change that is not checked here. */
export interface OtherChange {
  readonly path: string;
  /** What a maintainer has to look at. */
  readonly why: string;
}

export interface RequestFiles {
  readonly candidates: readonly CandidateFiles[];
  readonly others: readonly OtherChange[];
}

interface Change {
  /** Git's letter: A added, M modified, D deleted, T of another type. */
  readonly status: string;
  readonly mode: string;
  readonly blob: string;
  readonly path: string;
}

/**
 * What a request changes since it left the base branch, read from Git's objects alone: nothing of it is checked out, so no
 * file of it can be a link, a hook or a program here.
 *
 * @param repository folder of a repository that holds both commits
 */
export async function requestFiles(repository: string, base: string, head: string): Promise<RequestFiles> {
  const candidates = new Map<string, { id: string; manifest: Buffer | null; keys: Buffer | null }>();
  const others: OtherChange[] = [];
  for (const change of await changesBetween(repository, base, head)) {
    const [, id, isKeys] = candidatePath.exec(change.path) ?? [];
    const why =
      id === undefined ? reasonOf(change) : await problemOf(repository, change, isKeys !== undefined);
    if (id === undefined || why !== null) {
      others.push({ path: change.path, why: why ?? "" });
      continue;
    }
    const known = candidates.get(id) ?? { id, manifest: null, keys: null };
    if (candidates.size === mostCandidates && !candidates.has(id)) {
      others.push({
        path: change.path,
        why: `more than ${mostCandidates} backbones; expected fewer in one request`,
      });
      continue;
    }
    known[isKeys === undefined ? "manifest" : "keys"] = await blobOf(repository, change.blob);
    candidates.set(id, known);
  }
  return { candidates: [...candidates.values()], others };
}

/** What a maintainer has to look at where a file is no candidate's. */
function reasonOf({ path, status }: Change): string {
  if (path.startsWith(manifestsFolder)) {
    return "no manifest's name; expected <id>.json or <id>.keys.json, an id of lower-case words and hyphens";
  }
  if (path.startsWith(".github/")) return "what runs on the project's own machines";
  if (/(^|\/)package(-lock)?\.json$/.test(path)) return "packages that are installed";
  if (path.startsWith("evaluator/golden/")) return "reference numbers, and how they were computed";
  if (/\.(png|jpe?g|safetensors|onnx|pth?|bin|ckpt)$/i.test(path)) return "a file that is no text";
  return status === "D" ? "a file that is deleted" : "code or text of the project";
}

async function problemOf(
  repository: string,
  { status, mode, blob }: Change,
  isKeys: boolean,
): Promise<string | null> {
  if (status === "D") return "a backbone that is removed: its results are on the board";
  if (mode !== "100644") return `mode ${mode}, as links and programs have; expected a plain file (100644)`;
  const size = Number(await git(repository, "cat-file", "-s", blob));
  const most = mostBytes[isKeys ? "keys" : "manifest"];
  return size <= most ? null : `${size} bytes; expected at most ${most}`;
}

/** `--raw -z`: fields of each change, then its path, between zero bytes, so that no name can pass for anything else. */
async function changesBetween(repository: string, base: string, head: string): Promise<Change[]> {
  for (const commit of [base, head]) requireCommit(commit);
  const options = ["--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"];
  const text = (await git(repository, "diff", ...options, `${base}...${head}`, "--")).toString("utf8");
  const parts = text.split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = "", , blob = "", status = ""] = (parts[at] as string).slice(1).split(" ");
    changes.push({ mode, blob, status, path: parts[at + 1] as string });
  }
  return changes;
}

/** What is no hash could be an option. */
function requireCommit(commit: string): void {
  if (!/^[0-9a-f]{40,64}$/.test(commit))
    throw new Error(`commit ${JSON.stringify(commit)}; expected a full hash`);
}

const blobOf = (repository: string, blob: string): Promise<Buffer> =>
  git(repository, "cat-file", "blob", blob);

/** @throws WrongArguments where one is no commit of the repository */
export async function requireCommits(
  repository: string,
  commits: Readonly<Record<"base" | "head", string>>,
): Promise<void> {
  for (const [name, commit] of Object.entries(commits)) {
    try {
      await git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`);
    } catch (cause) {
      throw new WrongArguments(`--${name} ${commit}; expected a commit of ${repository}`, { cause });
    }
  }
}

async function git(repository: string, ...args: readonly string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)("git", ["-C", repository, ...args], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
