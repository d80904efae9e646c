import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { writePiecesAtomically } from "../files/atomic-file.ts";
import { fileKindAt } from "../files/file-kind.ts";
import { requireFreeSpace } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { safetensorsHead } from "../files/safetensors-head.ts";
import { elementCount } from "../math/element-count.ts";
import { type CheckpointFile, fillFrom, withCheckpointFile } from "./checkpoint-file.ts";
import type { CheckpointContent, OpenStorage, StoragePlace } from "./content.ts";
import { readLegacyFile } from "./legacy-file.ts";
import { stateDictOf } from "./state-dict.ts";
import { rowMajorPieces } from "./strided.ts";
import { bytesPerElement, type Storage, type Tensor } from "./values.ts";
import { readZipCheckpoint } from "./zip-checkpoint.ts";

export interface ConvertOptions {
  /** A file of torch.save, zip or legacy format. */
  readonly checkpoint: string;
  /** The safetensors file that is written, whole or not at all. */
  readonly out: string;
  /** Dotted path of the state dict in the checkpoint; null: the top level. */
  readonly entry: string | null;
  /** Looked at between pieces. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes of tensors that are written, and of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Conversion {
  /** Names of the tensors, sorted. */
  readonly tensors: readonly string[];
  /** Of all tensors. */
  readonly bytes: number;
  /** Entries of the state dict that are no tensors, with what they are; they are left out. */
  readonly dropped: readonly string[];
}

/**
 * Tensors may be views of one storage: a small file can claim any number of values. Those of known checkpoints take at most
 * twice the file, where two parts share their weights.
 */
const mostBytesOf = (fileBytes: number): number => 8 * fileBytes + 2 ** 20;

/**
 * Writes the tensors of a pickled checkpoint as a safetensors file, without executing anything of it: what is not a tensor,
 * an OrderedDict or a plain value is refused by its name. Values are copied bit by bit in their own types, piece by piece;
 * the same checkpoint gives the same bytes.
 *
 * @throws InputError for what is no such checkpoint, is damaged, or holds no tensors there; AbortError when the signal aborts
 */
export async function convertTorchCheckpoint(options: ConvertOptions): Promise<Conversion> {
  const { checkpoint, out, entry } = options;
  return withCheckpointFile(checkpoint, async (file) => {
    const content = await readContent(file, out);
    const { tensors, dropped } = stateDictOf(checkpoint, content.value, entry);
    const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
    const mostBytes = mostBytesOf(file.size);
    if (bytes > mostBytes) {
      throw new InputError(
        `${checkpoint}: tensors of ${bytes} bytes; expected at most ${mostBytes} of a file of ${file.size}`,
      );
    }
    await requireFreeSpace(dirname(out), bytes, "the tensors");
    await writeTensors(options, tensors, bytes, await storedTensors(content, tensors));
    return { tensors: [...tensors.keys()], bytes, dropped };
  });
}

async function readContent(file: CheckpointFile, out: string): Promise<CheckpointContent> {
  const head = file.read(0, 4).toString("latin1");
  if (head === "PK\x03\x04") return readZipCheckpoint(file, out, mostBytesOf(file.size));
  if (head.startsWith("\x80")) return readLegacyFile(file);
  const kind = fileKindAt(file.path);
  const found = kind === null ? "is no file of torch.save" : `is ${kind}`;
  throw new InputError(`${file.path}: ${found}; expected a checkpoint as torch.save writes it`);
}

const tensorBytes = ({ storage, dims }: Tensor): number =>
  elementCount(dims) * bytesPerElement[storage.dtype];

/** The tensors of one storage. */
interface StoredTensors {
  readonly place: StoragePlace;
  readonly tensors: [key: string, tensor: Tensor][];
}

/** Every storage that a tensor needs is found before anything is written. */
async function storedTensors(
  content: CheckpointContent,
  tensors: ReadonlyMap<string, Tensor>,
): Promise<readonly StoredTensors[]> {
  const stored = new Map<Storage, StoredTensors>();
  for (const [key, tensor] of tensors) {
    const { storage } = tensor;
    const known = stored.get(storage) ?? { place: await content.place(storage), tensors: [] };
    known.tensors.push([key, tensor]);
    stored.set(storage, known);
  }
  return [...stored.values()];
}

async function writeTensors(
  { out, signal, onProgress }: ConvertOptions,
  tensors: ReadonlyMap<string, Tensor>,
  total: number,
  stored: readonly StoredTensors[],
): Promise<void> {
  const layout = [...tensors].map(([key, { storage, dims }]) => ({ key, dtype: storage.dtype, dims }));
  // As the format's own writer sorts them, so that every tensor is aligned.
  layout.sort((a, b) => bytesPerElement[b.dtype] - bytesPerElement[a.dtype] || (a.key < b.key ? -1 : 1));
  const { head, starts, end } = safetensorsHead(layout, { format: "pt" });
  let done = 0;
  await writePiecesAtomically(out, end, async (target) => {
    const writePieces = async (source: OpenStorage, key: string, tensor: Tensor) => {
      let at = starts.get(key) as number;
      for (const piece of rowMajorPieces(tensor, readerOf(source))) {
        signal?.throwIfAborted();
        await writeAt(target, piece, at);
        at += piece.length;
        done += piece.length;
        onProgress?.(done, total);
      }
    };
    await writeAt(target, head, 0);
    for (const { place, tensors: own } of stored) {
      await place.open(async (source) => {
        for (const [key, tensor] of own) await writePieces(source, key, tensor);
      });
    }
  });
}

function readerOf({ path, handle, start }: OpenStorage): (bytes: Uint8Array, offset: number) => void {
  return (bytes, offset) => {
    if (fillFrom(handle, bytes, start + offset) === bytes.length) return;
    throw new InputError(
      `${path}: ends before byte ${start + offset + bytes.length}; expected it as long as it was`,
    );
  };
}

/** One write of a file handle may take less than it is given. */
async function writeAt(target: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await target.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
