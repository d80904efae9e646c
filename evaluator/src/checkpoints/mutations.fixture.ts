import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { readSafetensorsHeader } from "../files/safetensors.ts";
import { zipOf } from "../files/zip.fixture.ts";
import { type RandomStream, uniformInteger, xoshiro128 } from "../math/random.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { withCheckpointFile } from "./checkpoint-file.ts";
import { convertTorchCheckpoint } from "./convert.ts";
import { type Machine, operations } from "./operations.ts";
import { dict, joined, op, pickle, storage, tensor } from "./pickle-bytes.fixture.ts";
import { refusedFiles, torchFiles } from "./torch-files.fixture.ts";
import { ZipFile } from "./zip-file.ts";
import { writeZip64 } from "./zip64.fixture.ts";

interface Seed {
  readonly file: Buffer;
  /** Of its state dict. */
  readonly entry: string | null;
  /** Of a zip file: what its entries hold. */
  readonly entries: readonly (readonly [name: string, content: Buffer])[] | null;
}

type Mutate = (random: RandomStream, seed: Seed, seeds: readonly Seed[]) => Buffer;

const place = (random: RandomStream, bytes: Uint8Array): number => uniformInteger(random, bytes.length + 1);

function oneOf<Item>(random: RandomStream, items: readonly Item[]): Item {
  return items[uniformInteger(random, items.length)] as Item;
}

function flipped(random: RandomStream, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let count = 1 + uniformInteger(random, 3); count > 0 && changed.length > 0; count--) {
    changed[uniformInteger(random, changed.length)] ^= 1 << uniformInteger(random, 8);
  }
  return changed;
}

function cut(random: RandomStream, bytes: Buffer): Buffer {
  const [a, b] = [place(random, bytes), place(random, bytes)].sort((x, y) => x - y) as [number, number];
  return uniformInteger(random, 2) === 0
    ? bytes.subarray(0, b)
    : Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]);
}

const known = operations.flatMap((operation, code) => (operation === undefined ? [] : [code]));

/** Operations with arguments that fit, in no order that means anything. */
function operation(random: RandomStream): Buffer {
  const index = uniformInteger(random, 6);
  return oneOf(random, [
    () => Buffer.of(oneOf(random, known)),
    () => Buffer.of(oneOf(random, known), ...Array.from({ length: 4 }, () => uniformInteger(random, 256))),
    () =>
      op.global(
        oneOf(random, ["torch", "os", "collections", "torch._utils", "argparse"]),
        oneOf(random, ["OrderedDict", "FloatStorage", "system", "_rebuild_tensor_v2", "Namespace", "Size"]),
      ),
    () => joined(op.dict, op.put(index), op.text("a"), op.get(index), op.setItem),
    () => joined(op.list, op.put(index), op.get(index), op.append),
    () => joined(op.get(index), op.get(index), op.setItem),
    () => joined(op.put(index)),
    () => op.integer(uniformInteger(random, 2 ** 32) * oneOf(random, [1, -1, 2 ** 20])),
    () => joined(op.mark, op.get(index), "t"),
  ])();
}

const program = (random: RandomStream): Buffer =>
  Buffer.concat(Array.from({ length: 1 + uniformInteger(random, 20) }, () => operation(random)));

/** Leaves the stack as it was. */
const harmless = (random: RandomStream): Buffer =>
  oneOf(random, [
    () => joined(op.dict, op.put(900), op.text("a"), op.get(900), op.setItem, "0"),
    () => joined(op.list, op.put(901), op.get(901), op.append, "0"),
    () => joined(op.mark, op.integer(7), op.none, "1"),
    () => joined(op.global("argparse", "Namespace"), op.emptyTuple, op.newObject, op.dict, op.build, "0"),
    () => joined(op.put(uniformInteger(random, 60))),
    () => joined(op.get(uniformInteger(random, 60)), "0"),
  ])();

/** One operation doubled, left out, put elsewhere, or joined by one that changes nothing. */
function rearranged(random: RandomStream, bytes: Buffer): Buffer {
  const starts = operationStarts(bytes);
  const at = uniformInteger(random, starts.length);
  const [start, end] = [starts[at] as number, starts[at + 1] ?? bytes.length];
  const other = oneOf(random, starts);
  const own = bytes.subarray(start, end);
  return oneOf(random, [
    () => joined(bytes.subarray(0, end), own, bytes.subarray(end)),
    () => joined(bytes.subarray(0, start), bytes.subarray(end)),
    () => joined(bytes.subarray(0, other), own, bytes.subarray(other)),
    () => joined(bytes.subarray(0, start), harmless(random), bytes.subarray(start)),
    () => joined(bytes.subarray(0, start), harmless(random), bytes.subarray(start)),
  ])();
}

/** Where the operations of the first pickles begin; a file that starts with none has one place. */
function operationStarts(bytes: Buffer): readonly number[] {
  const cursor = new ByteCursor(
    "",
    (offset, length) => bytes.subarray(offset, offset + length),
    bytes.length,
  );
  const starts: number[] = [];
  const nothing = () => {};
  const stop = new InputError("");
  const machine: Machine = {
    cursor,
    error: () => stop,
    refused: () => stop,
    push: nothing,
    pop: () => null,
    top: () => null,
    mark: nothing,
    popMark: () => [],
    remember: nothing,
    rememberNext: nothing,
    recall: nothing,
    pushGlobal: nothing,
    call: nothing,
    build: nothing,
    persistent: nothing,
  };
  while (cursor.offset < bytes.length) {
    starts.push(cursor.offset);
    try {
      operations[cursor.byte()]?.(machine);
    } catch {
      // What it would have refused, or the end of the bytes.
    }
    if (starts.length > 5000 || starts.at(-1) === cursor.offset) break;
  }
  return starts.length === 0 ? [0] : starts;
}

function spliced(random: RandomStream, bytes: Buffer): Buffer {
  const at = place(random, bytes);
  const skip = uniformInteger(random, 4);
  return Buffer.concat([bytes.subarray(0, at), program(random), bytes.subarray(at + skip)]);
}

/** A count, a length or an offset as large as its field can hold. */
function inflated(random: RandomStream, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const field = oneOf(random, [
    "\xff\xff\xff\xff",
    "\xff\xff\xff\x7f",
    "\0\0\0\x80",
    "\xff\xff\xff\xff\xff\xff\xff\x7f",
    "\0\0\0\0\0\x01\0\0",
    "\xff\xff",
  ]);
  changed.write(field, place(random, bytes), "latin1");
  return changed;
}

/** Changes near the places where a zip file says where its parts are. */
function zipHeader(random: RandomStream, bytes: Buffer): Buffer {
  const places: number[] = [];
  for (let at = bytes.indexOf("PK"); at >= 0; at = bytes.indexOf("PK", at + 1)) places.push(at);
  const changed = Buffer.from(bytes);
  const at = places.length === 0 ? 0 : oneOf(random, places);
  for (let count = 1 + uniformInteger(random, 3); count > 0; count--) {
    const target = Math.min(changed.length - 1, at + uniformInteger(random, 60));
    changed[target] = oneOf(random, [0, 1, 0x7f, 0xff, uniformInteger(random, 256)]);
  }
  return changed;
}

function joinedParts(random: RandomStream, bytes: Buffer, other: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, place(random, bytes)), other.subarray(place(random, other))]);
}

type OnBytes = (random: RandomStream, bytes: Buffer, other: Buffer) => Buffer;

const onFiles: readonly OnBytes[] = [flipped, cut, inflated, joinedParts];

const onPickles: readonly OnBytes[] = [...onFiles, spliced, rearranged, rearranged, rearranged];

const mutations: readonly Mutate[] = [
  ...onFiles.map(
    (mutate): Mutate =>
      (random, { file }, seeds) =>
        mutate(random, file, oneOf(random, seeds).file),
  ),
  (random, { file }) => zipHeader(random, file),
  // The pickle of a zip file changed, and the archive around it whole.
  ...onPickles.map(
    (mutate): Mutate =>
      (random, { file, entries }, seeds) => {
        if (entries === null) return mutate(random, file, oneOf(random, seeds).file);
        const other = oneOf(random, seeds).entries?.[0]?.[1] ?? file;
        return zipOf(
          entries.map(([name, content]) => [
            name,
            name.endsWith("data.pkl") ? mutate(random, content, other) : content,
          ]),
        );
      },
  ),
  (random) => zipOf([["archive/data.pkl", pickle(program(random), program(random))]]),
];

async function seedOf(folder: string, file: Buffer, entry: string | null): Promise<Seed> {
  if (file.toString("latin1", 0, 2) !== "PK") return { file, entry, entries: null };
  const path = join(folder, "seed");
  await writeFile(path, file);
  const entries = await withCheckpointFile(path, async (opened) => {
    const zip = await ZipFile.open(opened);
    return Promise.all(zip.names.map(async (name) => [name, await zip.read(name, 2 ** 20)] as const));
  });
  return { file, entry, entries };
}

async function zip64Seed(folder: string): Promise<Seed> {
  const path = join(folder, "seed");
  const values = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
  const content = pickle(dict({ weight: tensor(storage("0", 4), 0, [2, 2], [1, 2]) }));
  await writeZip64(path, content, values.length, values);
  return seedOf(folder, await readFile(path), null);
}

export interface FuzzCount {
  readonly converted: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** What was said, numbers and texts of the file left out, and how often. */
  readonly reasons: ReadonlyMap<string, number>;
}

/**
 * Converts checkpoints that were changed at random, as many as asked for; the same seed gives the same files.
 *
 * @throws naming the number of the file, whose bytes are kept as `failed.pth`, where anything but an InputError or a whole
 * safetensors file comes out
 */
export async function fuzz(folder: string, files: number, seed: number): Promise<FuzzCount> {
  const seeds: Seed[] = [];
  for (const { file, entry } of torchFiles().values()) seeds.push(await seedOf(folder, file, entry));
  for (const [, file] of refusedFiles()) seeds.push(await seedOf(folder, file, null));
  // Twice: places of 64 bits lead further than any other field.
  for (let count = 0; count < 2; count++) seeds.push(await zip64Seed(folder));
  const [count, reasons] = [{ converted: 0, slowestMs: 0 }, new Map<string, number>()];
  for (let number = 0; number < files; number++) {
    const random = xoshiro128([seed, number, 0, 0]);
    const chosen = oneOf(random, seeds);
    const mutated = oneOf(random, mutations)(random, chosen, seeds);
    const entry = oneOf(random, [chosen.entry, chosen.entry, chosen.entry, null, "a.b"]);
    const start = performance.now();
    const reason = await refusalOf(folder, mutated, entry, number);
    count.slowestMs = Math.max(count.slowestMs, performance.now() - start);
    if (reason === null) count.converted++;
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return { ...count, refused: files - count.converted, reasons };
}

/** What is said against the file; null: it is a safetensors file now. */
async function refusalOf(
  folder: string,
  bytes: Buffer,
  entry: string | null,
  number: number,
): Promise<string | null> {
  const [checkpoint, out] = [join(folder, "failed.pth"), join(folder, "out.safetensors")];
  await writeFile(checkpoint, bytes);
  try {
    const { tensors } = await convertTorchCheckpoint({ checkpoint, out, entry });
    const header = readSafetensorsHeader(out);
    if (tensors.length === 0 || header.tensors.size !== tensors.length) throw new Error("wrong tensors");
    await rm(out);
    return null;
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith(checkpoint)) return kindOf(error.message);
    throw new Error(`file ${number}: ${error instanceof Error ? error.stack : error}`, { cause: error });
  }
}

function kindOf(message: string): string {
  const problem = message.replace(/^.*?\.pth: ([^ ]*data\.pkl: )?(at byte \d+: )?/, "");
  return (problem.split(/[;(]/)[0] ?? "")
    .replace(/\S+, which is not read/, "a name that is not read")
    .replace(/-?[\d.,]+/g, "N")
    .trim();
}
