import type { FileHandle } from "node:fs/promises";
import type { Storage, Value } from "./values.ts";

/** Bytes of a storage in an open file. */
export interface OpenStorage {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes from the start of the file. */
  readonly start: number;
}

/** Where a storage lies; opened for as long as `use` takes. */
export interface StoragePlace {
  open(use: (storage: OpenStorage) => Promise<void>): Promise<void>;
}

/** What a checkpoint holds: values, and the places of the storages that its tensors are views of. */
export interface CheckpointContent {
  readonly value: Value;
  /** @throws InputError where the file does not hold the storage whole */
  place(storage: Storage): Promise<StoragePlace>;
}
