import { InputError } from "../files/input-error.ts";
import { AnnouncedStorages } from "./announced-storages.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { type CheckpointFile, mostPickleBytes } from "./checkpoint-file.ts";
import type { CheckpointContent, StoragePlace } from "./content.ts";
import { Unpickler } from "./unpickler.ts";
import { bytesPerElement, PickledDict, PickledList, type Storage, type Value } from "./values.ts";

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/**
 * torch's format before 1.6 (`_use_new_zipfile_serialization=False`): pickles of a magic number, a version, the machine's
 * facts, the content and the keys of its storages; then each storage, 8 bytes of its element count before it.
 *
 * Source: torch.serialization, `_legacy_load`.
 */
export function readLegacyFile(file: CheckpointFile): CheckpointContent {
  const cursor = new ByteCursor(file.path, file.read, Math.min(file.size, mostPickleBytes));
  const storages = new AnnouncedStorages();
  const next = () => new Unpickler(cursor, storages.load).load();
  if (next() !== magicNumber) {
    throw new InputError(
      `${file.path}: is a Python pickle without torch's magic number; expected a checkpoint of torch.save`,
    );
  }
  const version = next();
  if (version !== protocolVersion) throw cursor.error(`not version ${protocolVersion} of the legacy format`);
  requireLittleEndian(file.path, next());
  const value = next();
  const places = placeStorages(file, cursor, next(), storages);
  return {
    value,
    place: async (storage) => {
      const start = places.get(storage.key);
      if (start === undefined) {
        throw new InputError(
          `${file.path}: storage ${storage.key} is not in the list of storages; expected each that a tensor uses`,
        );
      }
      return inFile(file, start);
    },
  };
}

/** A storage that lies in the checkpoint as it is. */
export const inFile = (file: CheckpointFile, start: number): StoragePlace => ({
  open: (use) => use({ path: file.path, handle: file.handle, start }),
});

function requireLittleEndian(path: string, facts: Value): void {
  const little = facts instanceof PickledDict ? facts.entries.get("little_endian") : undefined;
  if (little !== true)
    throw new InputError(`${path}: was written on a big-endian machine; expected a little-endian one`);
}

/** Where the values of each storage begin, bytes from the start of the file. */
function placeStorages(
  file: CheckpointFile,
  cursor: ByteCursor,
  keys: Value,
  storages: AnnouncedStorages,
): ReadonlyMap<string, number> {
  if (!(keys instanceof PickledList)) throw cursor.error("no list of storages behind the content");
  const places = new Map<string, number>();
  let offset = cursor.offset;
  for (const key of keys.items) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined || places.has(storage.key)) {
      throw cursor.error(
        "a list of storages with one that no tensor announced, or twice; expected each once",
      );
    }
    const start = offset + 8;
    offset = start + storageBytes(file, storage, offset);
    places.set(storage.key, start);
  }
  return places;
}

/** The storage's length, bytes, after the count before it was compared with what the pickle says. */
function storageBytes(
  { path, read, size }: CheckpointFile,
  { key, dtype, elements }: Storage,
  offset: number,
): number {
  const head = read(offset, 8);
  const bytes = elements * bytesPerElement[dtype];
  if (head.length < 8 || offset + 8 + bytes > size) {
    throw new InputError(
      `${path}: ends within storage ${key}: ${size} bytes; expected ${offset + 8 + bytes}`,
    );
  }
  const count = head.readBigInt64LE();
  if (count === BigInt(elements)) return bytes;
  throw new InputError(
    `${path}: storage ${key} holds ${count} elements; expected the ${elements} that its tensors announce`,
  );
}
