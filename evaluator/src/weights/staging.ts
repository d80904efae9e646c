import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { writeError } from "../files/write-error.ts";
import type { RemoteFile } from "./hub.ts";

/** Bytes of another revision must not be continued: the folder's name says which these are. */
function stagingFolder(path: string, { url, version }: RemoteFile): string {
  const tag = createHash("sha256").update(`${url}\n${version}`).digest("hex").slice(0, 12);
  return `${path}.${tag}.part`;
}

async function requireNoLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (!found?.isSymbolicLink()) return;
  throw new InputError(
    `${path}: is a link, which would lead downloaded bytes elsewhere; expected it to be away`,
  );
}

/** Makes the folder beside a weights file in which its published files arrive. */
export async function openStaging(path: string, remote: RemoteFile): Promise<string> {
  const folder = stagingFolder(path, remote);
  await requireNoLink(folder);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(folder, error);
  });
  return folder;
}

/** Where a published file arrives. */
export async function stagedPath(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  for (const place of [path, `${path}.part`]) await requireNoLink(place);
  return path;
}

/** Is a name that of a folder in which the weights file of another name arrives? */
export const isStagingOf = (file: string, name: string): boolean =>
  name.startsWith(`${file}.`) && /^[0-9a-f]{12}\.part$/.test(name.slice(file.length + 1));

/** Removes what was fetched for a weights file, of former revisions too. */
export async function removeStaging(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (isStagingOf(basename(path), name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
