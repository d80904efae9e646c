import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { InputError } from "./input-error.ts";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

/**
 * What EVALUATOR_COMMIT says, for code that is no git checkout, such as a container image's; null: nothing.
 * @throws InputError where it names no commit
 */
export function statedCommit(environment: NodeJS.ProcessEnv = process.env): string | null {
  const stated = environment.EVALUATOR_COMMIT ?? "";
  if (stated === "") return null;
  if (/^[0-9a-f]{40}(-dirty)?$/.test(stated)) return stated;
  throw new InputError(
    `EVALUATOR_COMMIT is "${stated.slice(0, 80)}"; expected 40 hexadecimal digits as \`git rev-parse HEAD\` prints them`,
  );
}

/**
 * Commit of a checkout, "-dirty" where the files of the folder differ from it; else what was stated; null: neither.
 * @param folder in the checkout; by default the evaluator's own
 */
export async function evaluatorCommit(
  folder: string = packageFolder,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | null> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)("git", ["-C", folder, ...args])).stdout.trim();
  try {
    const commit = await git("rev-parse", "HEAD");
    const changes = await git("status", "--porcelain", "--", ".");
    return changes === "" ? commit : `${commit}-dirty`;
  } catch {
    return statedCommit(environment);
  }
}
