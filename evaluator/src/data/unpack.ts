import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import yauzl from "yauzl";
import { leavesFolder } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { piecesOfFile } from "../files/regular-file.ts";
import { UnpackedSize } from "../files/unpacked-size.ts";
import { writeError } from "../files/write-error.ts";

export type ArchiveKind = "zip" | "tar" | "tar.gz";

export interface UnpackOptions {
  /** What the archive may unpack to, bytes; it is stopped there. */
  readonly mostBytes: number;
  /** Called after each file. */
  readonly onProgress?: (files: number) => void;
  /** Looked at after each file. */
  readonly signal?: AbortSignal;
}

/** Where an entry goes. Throws InputError for one that would leave the folder. */
function entryPath(folder: string, name: string, archive: string): string {
  if (leavesFolder(name)) {
    throw new InputError(`${archive}: entry "${name}" leaves the folder; expected paths inside it`);
  }
  return join(folder, name);
}

async function writeEntry(content: AsyncIterable<unknown>, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(content, createWriteStream(path));
}

async function unpackTar(
  archive: string,
  kind: ArchiveKind,
  folder: string,
  size: UnpackedSize,
  onFile: () => void,
): Promise<void> {
  const tar = extract();
  const source = piecesOfFile(archive, "an archive");
  // Headers count too: the reader holds them in memory.
  const counted = (stream: AsyncIterable<Uint8Array>) => size.counted(stream);
  const reading =
    kind === "tar.gz" ? pipeline(source, createGunzip(), counted, tar) : pipeline(source, counted, tar);
  const writing = (async () => {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      const path = entryPath(folder, name, archive);
      // Links and devices have no place in a data set.
      if (type === "file") {
        await writeEntry(entry, path);
        onFile();
      } else entry.resume();
    }
  })();
  await Promise.all([reading, writing]);
}

function openZip(archive: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

async function unpackZip(
  archive: string,
  folder: string,
  size: UnpackedSize,
  onFile: () => void,
): Promise<void> {
  const zip = await openZip(archive);
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on("error", reject);
      zip.on("end", resolve);
      zip.on("entry", async (entry: yauzl.Entry) => {
        try {
          const path = entryPath(folder, entry.fileName, archive);
          // The reader holds an entry to the length that it states.
          size.addBytes(entry.uncompressedSize);
          if (!entry.fileName.endsWith("/")) {
            await writeEntry(await openEntry(zip, entry), path);
            onFile();
          }
          zip.readEntry();
        } catch (error) {
          reject(error);
        }
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Moves everything from one folder into another, joining folders that are in both. */
async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if ((await isFolder(source)) && (await isFolder(target))) await moveInto(source, target);
    else await rename(source, target);
  }
}

/**
 * Unpacks an archive into `folder`, which keeps what it has. Entries appear only after the whole archive was read.
 * Returns the number of files. Throws InputError for an archive that is damaged, reaches outside the folder or unpacks to
 * more than it may, and for a folder that cannot take it; AbortError when the signal aborts.
 */
export async function unpackArchive(
  archive: string,
  kind: ArchiveKind,
  folder: string,
  options: UnpackOptions,
): Promise<number> {
  const partial = join(folder, `.${basename(archive)}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  let files = 0;
  const size = new UnpackedSize(archive, options.mostBytes);
  const onFile = (): void => {
    options.signal?.throwIfAborted();
    size.addFile();
    files++;
    options.onProgress?.(files);
  };
  try {
    if (kind === "zip") await unpackZip(archive, partial, size, onFile);
    else await unpackTar(archive, kind, partial, size, onFile);
    await moveInto(partial, folder);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    const { message, path = folder } = error as NodeJS.ErrnoException;
    const failure = writeError(`${folder}, after ${files} files of ${archive}`, error);
    // What the archive itself is to blame for has no code, or its own path.
    if (failure instanceof InputError && path !== archive) throw failure;
    throw new InputError(`${archive}: cannot be unpacked (${message}); expected a whole ${kind} archive`);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return files;
}
