import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/**
 * Where everything accepted is kept besides the rows: the database can be made anew from it. Names are paths of the site's
 * own making, such as `bundles/<id>.json`; nothing that a caller says becomes one unchecked.
 */
export interface FileStore {
  /** For messages: the folder or address. */
  readonly place: string;
  /** null: no such file. `first`: no more than so many bytes from its beginning. */
  read(name: string, first?: number): Promise<Buffer<ArrayBuffer> | null>;
  has(name: string): Promise<boolean>;
  /** Whole or not at all, and durable when it returns; takes the place of a file of that name. */
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** What is not there is removed already. */
  remove(name: string): Promise<void>;
  /** Names of the files in a folder, without it and without those of folders in it, sorted; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Names of all files in all folders, sorted; what a running site writes for a moment is none. */
  all(): Promise<string[]>;
  /** What else lies in a folder: names that no file here has, links and the like, and what writes of long ago left unfinished. */
  strays(folder: string): Promise<string[]>;
  /** Gives a file or stray of a folder another name, unread. */
  move(folder: string, entry: string, name: string): Promise<void>;
}

const namePattern = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9.-]*)+$/;
const entryPattern = /^[a-z0-9][a-z0-9.-]*$/;
const folderPattern = /^[a-z0-9][a-z0-9-]*$/;
/** No write takes that long: older temporary files are of processes that ended in between. */
const writeMaxMs = 10 * 60_000;

/** The embedded database, which may lie in the same folder, and what is written to see whether that works. */
const othersFolders = ["pglite", "health", "checks"];

/** Of names in any order those that `FileStore.all` gives. */
export const onlyKept = (names: readonly string[]) =>
  names
    .filter((name) => namePattern.test(name) && !name.endsWith(".tmp") && !name.includes(".."))
    .filter((name) => !othersFolders.includes(name.split("/", 1)[0] ?? ""))
    .sort();

/** @throws Error at a name that could lead out of the store. */
export function checkedName(name: string): string {
  if (namePattern.test(name) && !name.includes("..")) return name;
  throw new Error(`file name "${name}"; expected folders and a name such as bundles/<id>.json`);
}

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whole or not at all, and on the disk when it returns: the embedded database never fsyncs, these files do. */
async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Names of the files of a store; a stray has another. */
export const isFileName = (name: string) => entryPattern.test(name) && !name.endsWith(".tmp");

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function isStray(entry: Dirent): Promise<boolean> {
  if (entry.isDirectory()) return !folderPattern.test(entry.name);
  if (!entry.isFile() || !entryPattern.test(entry.name)) return true;
  if (!entry.name.endsWith(".tmp")) return false;
  try {
    return Date.now() - (await lstat(join(entry.parentPath, entry.name))).mtimeMs > writeMaxMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function readFirst(file: string, bytes: number): Promise<Buffer<ArrayBuffer>> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Files below a folder of this machine, or of a file system that several share. */
export function folderStore(folder: string): FileStore {
  const pathOf = (name: string) => join(folder, checkedName(name));
  const read = async (name: string, first?: number) => {
    try {
      return await (first === undefined ? readFile(pathOf(name)) : readFirst(pathOf(name), first));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  return {
    place: folder,
    read,
    has: async (name) => (await read(name, 1)) !== null,
    async write(name, content) {
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await writeDurably(pathOf(name), content);
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async list(inside) {
      const entries = await entriesOf(join(folder, inside));
      return entries
        .filter((entry) => entry.isFile() && isFileName(entry.name))
        .map(({ name }) => name)
        .sort();
    },
    async all() {
      const tops = (await entriesOf(folder)).filter(
        (entry) => entry.isDirectory() && !othersFolders.includes(entry.name),
      );
      const below = await Promise.all(
        tops.map(({ name }) => readdir(join(folder, name), { recursive: true, withFileTypes: true })),
      );
      const found = below.flat().filter((entry) => entry.isFile());
      return onlyKept(
        found.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, "/")),
      );
    },
    async strays(inside) {
      const entries = await entriesOf(join(folder, inside));
      const stray = await Promise.all(entries.map(isStray));
      return entries
        .filter((_, index) => stray[index])
        .map(({ name }) => name)
        .sort();
    },
    async move(inside, entry, name) {
      const source = join(folder, inside, entry);
      if (dirname(source) !== join(folder, inside)) throw new Error(`"${entry}" is no entry of a folder`);
      await mkdir(dirname(pathOf(name)), { recursive: true });
      await rename(source, pathOf(name));
      await syncFolder(dirname(pathOf(name)));
      await syncFolder(dirname(source));
    },
  };
}
