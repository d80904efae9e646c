import {
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  readlinkSync,
  statSync,
} from "node:fs";
import { copyFile, mkdir, readdir, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { openPromise } from "yauzl";
import { InputError } from "../files/input-error.ts";
import { UnpackedSize } from "../files/unpacked-size.ts";
import { placeInDeps } from "./deps-layout.ts";

/**
 * Unpacks what the addon needs of a TensorFlow distribution into `deps`.
 * @param source a wheel (`.whl`), a libtensorflow archive (`.tar.gz`, `.tgz`), or a folder: `site-packages`, the
 *   `tensorflow` package in it, an unpacked wheel, or an unpacked libtensorflow archive
 * @throws InputError when the source is missing or of another kind
 */
export async function unpackInto(deps: string, source: string): Promise<void> {
  const status = statSync(source, { throwIfNoEntry: false });
  if (!status) throw new InputError(`${source}: no such file or folder, expected a TensorFlow distribution`);
  if (status.isDirectory()) await copyFolder(deps, source);
  else if (source.endsWith(".whl")) await unpackWheel(deps, source);
  else if (/\.(tar\.gz|tgz)$/.test(source)) await unpackTarball(deps, source);
  else {
    throw new InputError(
      `${source}: found a file of an unknown kind, expected a .whl, a .tar.gz or a folder with TensorFlow in it`,
    );
  }
}

/** TensorFlow with CUDA's libraries takes 5 GB. */
const mostUnpackedBytes = 2 ** 34;

async function unpackWheel(deps: string, wheel: string): Promise<void> {
  const size = new UnpackedSize(wheel, mostUnpackedBytes);
  const archive = await openPromise(wheel, { lazyEntries: true }).catch((error: Error) => {
    throw new InputError(`${wheel}: not a readable wheel (${error.message}), expected a complete zip file`);
  });
  for await (const entry of archive.eachEntry()) {
    const place = placeInDeps(entry.fileName);
    if (place === null) continue;
    size.addBytes(entry.uncompressedSize);
    size.addFile();
    await mkdir(dirname(join(deps, place)), { recursive: true });
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(join(deps, place)));
  }
}

async function unpackTarball(deps: string, tarball: string): Promise<void> {
  const unpack = extract();
  const compressed = createReadStream(tarball);
  const size = new UnpackedSize(tarball, mostUnpackedBytes);
  const counted = (stream: AsyncIterable<Uint8Array>) => size.counted(stream);
  const reading = pipeline(compressed, createGunzip(), counted, unpack).catch((error: Error) => {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${tarball}: not a readable archive (${error.message}), expected a complete .tar.gz`,
    );
  });
  const writing = (async () => {
    for await (const entry of unpack) {
      const place = placeInDeps(entry.header.name);
      if (place === null || (entry.header.type !== "file" && entry.header.type !== "symlink")) {
        entry.resume();
        continue;
      }
      await mkdir(dirname(join(deps, place)), { recursive: true });
      if (entry.header.type === "symlink") {
        await linkWithin(deps, place, entry.header.linkname ?? "");
        entry.resume();
      } else await pipeline(entry, createWriteStream(join(deps, place)));
    }
  })();
  // Whichever side fails first names the cause; the other then only says that the stream was cut.
  await Promise.all([reading, writing]);
}

/** Archives link library versions to each other; a link that leads out of its folder has no place in one. */
async function linkWithin(deps: string, place: string, target: string): Promise<void> {
  if (target.includes("/") || target === "") {
    throw new InputError(
      `archive entry ${place}: a link to "${target}", expected a link to a file of the same folder`,
    );
  }
  await symlink(target, join(deps, place));
}

async function copyFolder(deps: string, folder: string): Promise<void> {
  const source = resolve(folder);
  const isPackage =
    existsSync(join(source, "include", "tensorflow", "c")) && !existsSync(join(source, "lib"));
  const prefix = isPackage ? "tensorflow/" : "";
  // Of site-packages only the two packages that matter are walked, not everything else that is installed.
  const roots = ["tensorflow", "nvidia", "include", "lib"]
    .map((name) => join(source, name))
    .filter(existsSync);
  if (roots.length === 0) {
    throw new InputError(
      `${source}: found neither tensorflow/ nor include/ and lib/, expected an unpacked TensorFlow wheel or archive`,
    );
  }
  for (const root of roots) {
    if (statSync(root).isDirectory()) await copyTree(deps, source, prefix, root);
  }
  if (isPackage) await copyTopLevelFiles(deps, source);
}

async function copyTree(deps: string, source: string, prefix: string, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await copyTree(deps, source, prefix, path);
    else await copyIfNeeded(deps, path, prefix + relative(source, path).replaceAll("\\", "/"));
  }
}

async function copyTopLevelFiles(deps: string, source: string): Promise<void> {
  for (const name of await readdir(source))
    await copyIfNeeded(deps, join(source, name), `tensorflow/${name}`);
}

async function copyIfNeeded(deps: string, path: string, name: string): Promise<void> {
  const place = placeInDeps(name);
  if (place === null) return;
  await mkdir(dirname(join(deps, place)), { recursive: true });
  const target = lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  if (target !== null && !target.includes("/")) {
    await symlink(target, join(deps, place));
    return;
  }
  // A copy-on-write copy costs nothing where the file system can make one.
  await copyFile(path, join(deps, place), constants.COPYFILE_FICLONE);
}
