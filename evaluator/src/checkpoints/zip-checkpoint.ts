// biome-ignore lint/style/noRestrictedImports: opened to be written.
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { partialPath } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { writeError } from "../files/write-error.ts";
import { AnnouncedStorages } from "./announced-storages.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { type CheckpointFile, mostPickleBytes } from "./checkpoint-file.ts";
import type { CheckpointContent, StoragePlace } from "./content.ts";
import { inFile } from "./legacy-file.ts";
import { Unpickler } from "./unpickler.ts";
import { bytesPerElement, type Storage } from "./values.ts";
import { ZipFile } from "./zip-file.ts";

/**
 * torch's format since 1.6: a zip file with one folder of any name, in it `data.pkl`, `data/KEY` for each storage, and since
 * 2.1 `byteorder`. Entries are stored as torch writes them, or deflated by whoever packed them again; such a storage is
 * unpacked beside `out` while it is copied, to at most `mostUnpackedBytes`.
 *
 * Source: torch.serialization, `_load`.
 */
export async function readZipCheckpoint(
  file: CheckpointFile,
  out: string,
  mostUnpackedBytes: number,
): Promise<CheckpointContent> {
  const zip = await ZipFile.open(file);
  const root = rootOf(file.path, zip.names);
  await requireLittleEndian(file.path, zip, `${root}/byteorder`);
  const pickle = await zip.read(`${root}/data.pkl`, mostPickleBytes);
  const storages = new AnnouncedStorages();
  const read = (offset: number, length: number) => pickle.subarray(offset, offset + length);
  const sizes = new UnpackedStorages(file.path, mostUnpackedBytes);
  const cursor = new ByteCursor(`${file.path}: ${root}/data.pkl`, read, pickle.length);
  return {
    value: new Unpickler(cursor, storages.load).load(),
    place: async (storage) => {
      const name = `${root}/data/${storage.key}`;
      sizes.add(name, storage, zip.sizeOf(name));
      const start = await zip.startOf(name);
      return start === null ? unpacked(zip, name, out) : inFile(file, start);
    },
  };
}

/** The folder that holds everything. */
function rootOf(path: string, names: readonly string[]): string {
  const roots = names
    .filter((name) => /^[^/]+\/data\.pkl$/.test(name))
    .map((name) => name.slice(0, -"/data.pkl".length));
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw new InputError(
      `${path}: is a zip file with ${roots.length} data.pkl; expected one, as torch.save writes it`,
    );
  }
  if (names.includes(`${root}/constants.pkl`)) {
    throw new InputError(`${path}: is a TorchScript program; expected a checkpoint of torch.save`);
  }
  return root;
}

async function requireLittleEndian(path: string, zip: ZipFile, name: string): Promise<void> {
  if (zip.sizeOf(name) === null) return;
  const order = (await zip.read(name, 16)).toString("latin1");
  if (order !== "little")
    throw new InputError(`${path}: byte order ${JSON.stringify(order)}; expected "little"`);
}

/** Counts what the storages unpack to: entries may lie over each other, so that a small file can hold any number of them. */
class UnpackedStorages {
  readonly #path: string;
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(path: string, mostBytes: number) {
    this.#path = path;
    this.#mostBytes = mostBytes;
  }

  add(name: string, storage: Storage, size: number | null): void {
    const bytes = storage.elements * bytesPerElement[storage.dtype];
    if (size === null)
      throw new InputError(`${this.#path}: no entry ${name}; expected one of ${bytes} bytes`);
    if (size < bytes) throw new InputError(`${this.#path}: ${name} has ${size} bytes; expected ${bytes}`);
    this.#bytes += size;
    if (this.#bytes <= this.#mostBytes) return;
    throw new InputError(
      `${this.#path}: storages of more than ${this.#mostBytes} bytes; expected at most so many of a file of this size`,
    );
  }
}

function unpacked(zip: ZipFile, name: string, out: string): StoragePlace {
  const path = partialPath(out);
  return {
    open: async (use) => {
      try {
        const handle = await openNew(path);
        try {
          for await (const piece of zip.pieces(name)) await append(handle, path, piece);
          await use({ path, handle, start: 0 });
        } finally {
          await handle.close();
        }
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, "wx+");
  } catch (error) {
    throw writeError(path, error);
  }
}

async function append(handle: FileHandle, path: string, piece: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(piece);
  } catch (error) {
    throw writeError(path, error, piece.length);
  }
}
