import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { convertTorchCheckpoint } from "./convert.ts";
import { checkpoint, dict, joined, op, pickle, storage, tensor } from "./pickle-bytes.fixture.ts";
import { refusedFiles, torchFiles } from "./torch-files.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "refused-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function refusal(file: Uint8Array, entry: string | null = null): Promise<string> {
  const path = join(folder, "file.pth");
  await writeFile(path, file);
  const error = await convertTorchCheckpoint({ checkpoint: path, out: join(folder, "out"), entry }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  expect(await readdir(folder)).toEqual(["file.pth"]);
  return (error as InputError).message.replaceAll(`${folder}/`, "");
}

const ones = Buffer.from(Float32Array.of(1, 1, 1, 1).buffer);
const weight = tensor(storage("0", 4), 0, [4], [1]);

/** A whole state dict with one thing more. */
const beside = (...value: readonly Uint8Array[]): Buffer =>
  checkpoint(pickle(dict({ weight, extra: joined(...value) })), { 0: ones });

describe("files of torch that hold more than values are refused by name", () => {
  for (const [name, file, says] of refusedFiles()) {
    test(`${name}: ${says}`, async () => expect(await refusal(file)).toContain(says));
  }
});

describe("a name that is not on the list is refused, and where it stands is said", () => {
  const call = (module: string, name: string) =>
    joined(op.global(module, name), op.tuple(op.text("id")), op.reduce);
  for (const [module, name] of [
    ["os", "system"],
    ["posix", "system"],
    ["nt", "system"],
    ["subprocess", "Popen"],
    ["builtins", "eval"],
    ["builtins", "exec"],
    ["builtins", "__import__"],
    ["builtins", "getattr"],
    ["__builtin__", "eval"],
    ["importlib", "import_module"],
    ["runpy", "_run_code"],
    ["functools", "partial"],
    ["operator", "attrgetter"],
    ["copyreg", "_reconstructor"],
    ["collections", "defaultdict"],
    ["pickle", "loads"],
    ["torch", "load"],
    ["torch.hub", "load"],
    ["torch.storage", "_load_from_bytes"],
    ["torch._utils", "_rebuild_wrapper_subclass"],
    ["torch", "FloatStorage.__reduce__"],
    ["numpy.testing._private.utils", "runstring"],
    ["__main__", "constructor"],
    ["Object", "__proto__"],
  ] as const) {
    test(`${module}.${name}`, async () => {
      expect(await refusal(beside(call(module, name)))).toMatch(
        new RegExp(
          `^file.pth: archive/data.pkl: at byte \\d+: ${module}.${name}, which is not read; expected tensors, `,
        ),
      );
    });
  }

  test("however it is asked for", async () => {
    for (const [operations, says] of [
      [joined(op.text("os"), op.text("system"), "\x93"), "os.system, which"],
      [joined(op.mark, op.text("id"), "ios\nsystem\n"), "os.system (INST), which"],
      [
        joined(op.mark, op.global("collections", "OrderedDict"), "o"),
        "an object of a class on the stack (OBJ)",
      ],
      [joined("\x82\x07"), "extension code 7 (EXT1)"],
      [joined("\x83\x07\x01"), "extension code 263 (EXT2)"],
      [joined("\x84\x07\0\0\0"), "extension code 7 (EXT4)"],
      [joined("P../../etc/passwd\n"), 'the persistent id "../../etc/passwd" (PERSID)'],
      [joined(op.text("../etc/passwd"), op.persistent), "a persistent id for an object outside of the file"],
      [joined(op.tuple(op.text("module"), op.none), op.persistent), "a persistent id for a module"],
      [
        joined(op.global("collections", "OrderedDict"), op.emptyTuple, op.dict, "\x92"),
        "named arguments (NEWOBJ_EX)",
      ],
      [joined("\x97"), "a buffer outside of the file (NEXT_BUFFER)"],
      [joined("I1\n"), "byte 73; expected an operation of a pickle"],
    ] as const) {
      expect(await refusal(beside(operations))).toContain(says);
    }
  });

  test("with a name that would mislead a terminal shown as text", async () => {
    expect(await refusal(beside(op.global("os", "\u001b[2Jsystem")))).toContain("os.\\u001b[2Jsystem, which");
    expect(await refusal(beside(op.global("o".repeat(900), "s")))).toContain(`${"o".repeat(200)}, which`);
    expect(await refusal(beside(op.global("o".repeat(2000), "s")))).toContain(
      "a line of more than 1024 bytes",
    );
  });
});

test("what is not callable, or has no state, is refused as what it is", async () => {
  const ordered = joined(op.global("collections", "OrderedDict"), op.emptyTuple, op.reduce);
  const state = dict({ __setstate__: op.text("x") });
  for (const [operations, says] of [
    [joined(op.text("eval"), op.tuple(op.text("1")), op.reduce), "a call of a str"],
    [joined(ordered, op.emptyTuple, op.reduce), "a call of a dict"],
    [joined(op.global("torch", "float32"), op.emptyTuple, op.reduce), "a call of torch.float32"],
    [joined(op.global("torch", "FloatStorage"), op.emptyTuple, op.newObject), "a call of torch.FloatStorage"],
    [joined(op.global("collections", "OrderedDict"), op.dict, op.reduce), "without a tuple of arguments"],
    [joined(op.list, state, op.build), "a state (BUILD) of a list"],
    [joined(op.global("torch", "Size"), state, op.build), "a state (BUILD) of a name torch.Size"],
    [joined(weight, state, op.build), "a state (BUILD) of a tensor"],
    [joined(op.text("a"), op.text("b"), op.append), "values appended to a str"],
    [joined(op.list, op.text("k"), op.text("v"), op.setItem), "entries set in a list"],
    [
      joined(op.global("_codecs", "encode"), op.tuple(op.text("x"), op.text("rot13")), op.reduce),
      "_codecs.encode of",
    ],
  ] as const) {
    expect(await refusal(beside(operations))).toContain(says);
  }
  expect(await refusal(checkpoint(pickle(ordered, state, op.build)))).toContain(
    "the top level is a dict without tensors",
  );
});

describe("limits", () => {
  test("bytes that are announced and not there take no memory", async () => {
    for (const [operations, says] of [
      [joined("X\xff\xff\xff\xff"), "ends within 4294967295 bytes that are announced"],
      [joined("B\xff\xff\xff\x7f"), "ends within 2147483647 bytes"],
      [joined("\x8e\xff\xff\xff\xff\xff\xff\xff\x7f"), "ends within 9223372036854776000 bytes"],
      [joined("\x8b\xff\xff\xff\x7f"), "an integer of 2147483647 bytes; expected at most 1024"],
      [joined("\x8b\xff\xff\xff\xff"), "an integer of -1 bytes"],
      [joined("T\xff\xff\xff\xff"), "a text of -1 bytes"],
      [joined("X\x01\0\0\0\xff"), "a text that is not UTF-8"],
      [op.get(4_000_000_000), "recalls value 4000000000, which was not stored"],
      [joined(op.mark, op.append), "takes a value from an empty stack"],
      [joined("tt"), "a mark that is not there"],
    ] as const) {
      expect(await refusal(beside(operations))).toContain(says);
    }
  });

  test("work on what was remembered is counted, however short the file", async () => {
    const long = joined(
      op.list,
      op.put(0),
      op.mark,
      ...Array.from({ length: 30_000 }, () => op.emptyTuple),
      op.appends,
    );
    const copy = joined(op.global("builtins", "set"), op.get(0), "\x85", op.reduce, "0");
    const copies = joined(...Array.from({ length: 200 }, () => copy));
    expect(await refusal(beside(long, copies))).toContain("more than 2097152 operations");
  });

  test("a dictionary within itself, or in itself many times over", async () => {
    const cyclic = joined(op.dict, op.put(0), op.text("a"), op.get(0), op.setItem);
    expect(await refusal(checkpoint(pickle(cyclic)))).toContain("nested deeper than 32 levels");
    const doubled = Array.from({ length: 30 }, (_, level) =>
      joined(dict({ a: op.get(level), b: op.get(level) }), op.put(level + 1), "0"),
    );
    const first = joined(dict({ weight }), op.put(0), "0");
    expect(await refusal(checkpoint(pickle(first, ...doubled, op.get(30)), { 0: ones }), "a.b")).toContain(
      "more than 100000 entries",
    );
  });

  test("views that claim more than a file of the size can hold", async () => {
    const wide = tensor(storage("0", 4), 0, [1 << 20, 4], [0, 1]);
    expect(await refusal(checkpoint(pickle(dict({ wide })), { 0: ones }))).toMatch(
      /tensors of 16777216 bytes; expected at most \d+ of a file of \d+/,
    );
  });
});

test("a tensor has to lie inside its storage, and the storage in the file", async () => {
  const of = (value: Uint8Array, storages: Record<string, Uint8Array> = { 0: ones }) =>
    refusal(checkpoint(pickle(dict({ weight, other: value })), storages));
  const stored = storage("0", 4);
  expect(await of(tensor(stored, 1, [4], [1]))).toContain("expected all inside its 4 elements");
  expect(await of(tensor(stored, 0, [2, 2], [3, 1]))).toContain(
    "a tensor [2,2] of strides [3,1] from element 0 of storage 0",
  );
  expect(await of(tensor(stored, -1, [1], [1]))).toContain("no whole number of at least 0");
  expect(await of(tensor(stored, 0, [2], [-1]))).toContain("no whole number of at least 0");
  expect(await of(tensor(stored, 0, [2 ** 31, 2 ** 31], [0, 0]))).toContain("expected all inside");
  const most = Number.MAX_SAFE_INTEGER;
  const sizes = [...Array.from({ length: 30 }, () => most), 0];
  expect(await of(tensor(stored, 0, sizes, sizes))).toContain("expected all inside");
  expect(await of(tensor(stored, 0, [most, most, 0], [1, 1, 1]))).toContain("expected all inside");
  expect(await of(tensor(stored, 0, [4, 1], [1]))).toContain("2 sizes and 1 strides");
  expect(await of(tensor(storage("0", 4, "HalfStorage"), 0, [4], [1]))).toContain(
    "storage 0 of 4 elements of F16; expected 4 of F32",
  );
  expect(await of(tensor(storage("1", 4), 0, [4], [1]))).toContain(
    "no entry archive/data/1; expected one of 16 bytes",
  );
  expect(await of(tensor(storage("../0", 4), 0, [4], [1]))).toContain("a storage without a key");
  expect(await of(weight, { 0: ones.subarray(1) })).toContain("archive/data/0 has 15 bytes; expected 16");
  expect(await of(tensor(storage("1", 2 ** 52), 0, [1], [1]))).toContain("without a length");
});

test("files that are no checkpoint are named as what they are", async () => {
  const { file: zip = Buffer.alloc(0) } = torchFiles().get("model-zip") ?? {};
  const { file: legacy = Buffer.alloc(0) } = torchFiles().get("model-legacy") ?? {};
  for (const [file, says] of [
    [Buffer.alloc(0), "is an empty file; expected a checkpoint"],
    [Buffer.from("<!doctype html><html>"), "is a web page (HTML)"],
    [Buffer.from("nothing known"), "is no file of torch.save"],
    [pickle(dict({})), "without torch's magic number"],
    [zip.subarray(0, zip.length - 30), "cannot be read as a zip file"],
    [legacy.subarray(0, legacy.length - 3), "ends within storage"],
    [legacy.subarray(0, 300), "that are announced"],
    [legacy.subarray(0, 2), "that are announced"],
    [checkpoint(pickle(dict({}))).subarray(4), "is no file of torch.save"],
  ] as const) {
    expect(await refusal(file)).toContain(says);
  }
  await expect(
    convertTorchCheckpoint({ checkpoint: join(folder, "none"), out: join(folder, "out"), entry: null }),
  ).rejects.toThrow(/none: cannot be opened \(ENOENT\)/);
  await expect(
    convertTorchCheckpoint({ checkpoint: folder, out: join(folder, "out"), entry: null }),
  ).rejects.toThrow(/is a folder; expected a checkpoint/);
});
