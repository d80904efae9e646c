import { existsSync } from "node:fs";
// biome-ignore lint/style/noRestrictedImports: opened to be made, where it must not be.
import { mkdir, open, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { nameProblem, parseDocument, sha256, slug, webAddress } from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { oneLine } from "../files/one-line.ts";

/** What a file was when it was first seen. */
const fileFacts = z.strictObject({ sha256, bytes: z.number().int().positive() });
export type FileFacts = z.infer<typeof fileFacts>;

const lockEntry = z.strictObject({
  /** As the manifest has it. */
  url: webAddress,
  /** The hub's commit that the files are of; null: the address has no revisions. */
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/, "expected a commit of 40 hexadecimal digits")
    .nullable(),
  /** Does the publisher ask who fetches it? */
  access: z.enum(["open", "token"]),
  /** The files that were downloaded, by their names there. */
  published: z.record(
    z.string().refine((name) => nameProblem(name) === null, "expected a name of one line"),
    fileFacts,
  ),
  /** The file that a run reads: the published one, or what was made of them. */
  ...fileFacts.shape,
});
export type LockEntry = z.infer<typeof lockEntry>;

const lockFile = z.strictObject({ version: z.literal(1), weights: z.record(slug, lockEntry) });
/** What is known of the weights of each backbone, by its id. */
export type WeightsLock = z.infer<typeof lockFile>["weights"];

const packageLock = fileURLToPath(new URL("../../weights.lock.json", import.meta.url));

/** The lock file: the one that was named, else EVALUATOR_WEIGHTS_LOCK, else the one that comes with the evaluator. */
export function weightsLockPath(
  named?: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): string {
  return resolve(named ?? environment.EVALUATOR_WEIGHTS_LOCK ?? packageLock);
}

/** Throws InputError naming every field that is wrong; where there is no file yet, nothing is known yet. */
export async function readWeightsLock(path: string): Promise<WeightsLock> {
  if (!existsSync(path)) return {};
  const expected = "lock file of weights";
  const json = await readJsonFile(path, `a ${expected}`);
  return requireParsed(path, expected, parseDocument(lockFile, json, expected)).weights;
}

/** Sorted, and as the repository's formatter leaves it: it is committed. */
function encode(weights: WeightsLock): string {
  const sorted = Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, weights: Object.fromEntries(sorted) }, null, 2)}\n`;
}

const mostTries = 200;
const pauseMs = 50;

/** One process at a time reads, changes and writes the file: two fetches lose no entry. */
async function alone<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const marker = `${path}.writing`;
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw cannotRecord(path, error);
  });
  for (let tries = 1; ; tries++) {
    try {
      await (await open(marker, "wx")).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw cannotRecord(path, error);
      if (tries === mostTries) {
        throw new InputError(`${marker}: is there; if no other command writes ${path}, delete it`);
      }
      await pause(pauseMs);
    }
  }
  try {
    return await work();
  } finally {
    await rm(marker, { force: true });
  }
}

function cannotRecord(path: string, error: unknown): InputError {
  return new InputError(
    `${path}: hashes of weights cannot be recorded there (${oneLine(error)}); expected a file that can be written: name another with --lock FILE, or with EVALUATOR_WEIGHTS_LOCK, which runs know too`,
  );
}

/** Throws InputError where nothing could be recorded, before gigabytes are fetched. */
export async function requireWritableLock(path: string): Promise<void> {
  await alone(path, async () => {});
}

/** Adds what was seen of a backbone's weights. Throws InputError where something else was recorded meanwhile. */
export async function recordWeights(path: string, id: string, entry: LockEntry): Promise<void> {
  await alone(path, async () => {
    const weights = await readWeightsLock(path);
    const known = weights[id];
    if (known !== undefined && known.sha256 !== entry.sha256) {
      throw new InputError(
        `backbone ${id}: SHA-256 ${entry.sha256}; another command recorded ${known.sha256} in ${path} meanwhile`,
      );
    }
    await writeFileAtomically(path, encode({ ...weights, [id]: entry }));
  });
}
