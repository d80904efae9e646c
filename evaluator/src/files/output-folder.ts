import { randomUUID } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InputError } from "./input-error.ts";
import { writeError } from "./write-error.ts";

/** What the trial file of `requireOutputFolder` holds: a block of the disk. */
const trialBytes = 4096;

/** The path itself or, where there is nothing yet, its nearest ancestor that exists. */
export async function nearestExisting(path: string): Promise<string> {
  const whole = resolve(path);
  const found = await stat(whole).catch(() => null);
  const parent = dirname(whole);
  return found || parent === whole ? whole : nearestExisting(parent);
}

/**
 * Shows that results can be kept in a folder, before hours are spent on them: a trial file is written to the folder, or
 * to the nearest one that exists, and removed. Nothing is left over, not even the folder.
 *
 * @param option what named the folder, for the error
 * @throws InputError naming folder, what was found and what is expected
 */
export async function requireOutputFolder(folder: string, option = "--out"): Promise<void> {
  const existing = await nearestExisting(folder);
  if (!(await stat(existing)).isDirectory()) {
    const found = existing === resolve(folder) ? "is no folder" : `${existing} is no folder`;
    throw new InputError(`${option} ${folder}: ${found}; expected a folder, or a path where one can be made`);
  }
  const trial = join(existing, `.${randomUUID()}.trial`);
  try {
    const file = await open(trial, "wx");
    try {
      await file.writeFile(new Uint8Array(trialBytes));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw writeError(`${option} ${folder}`, error, trialBytes);
  } finally {
    await rm(trial, { force: true }).catch(() => {});
  }
}
