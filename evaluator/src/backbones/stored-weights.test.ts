import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { openBackbone } from "./backbone.ts";
import { readManifest } from "./manifest-file.ts";

const golden = fileURLToPath(new URL("../../golden/backbones/", import.meta.url));

/** A tensor as a file has it, its bytes as they are. */
interface Stored {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}
type Tensors = ReadonlyMap<string, Stored>;

/** What a test changes of how a file is written. */
interface Writing {
  readonly metadata?: unknown;
  /** Bytes of blanks behind the header. */
  readonly blanks?: number;
  /** Bytes behind the data. */
  readonly tail?: number;
}

let folder: string;
let manifest: Manifest;
let tensors: Tensors;
let expected: Float32Array;
const pixels = Float32Array.from({ length: 3 * 64 * 64 }, (_, index) => Math.sin(index));

function encode(stored: Tensors, { metadata, blanks = 0, tail = 0 }: Writing = {}): Buffer {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  let end = 0;
  for (const [key, { dtype, shape, bytes }] of stored) {
    header[key] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const json = JSON.stringify(header);
  const text = Buffer.from(json + " ".repeat((8 - (json.length % 8)) % 8) + " ".repeat(blanks));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...[...stored.values()].map(({ bytes }) => bytes), Buffer.alloc(tail)]);
}

async function open(file: Uint8Array, weights: Record<string, unknown> = {}, options = {}) {
  await writeFile(join(folder, "tiny.safetensors"), file);
  const changed = { ...manifest, options: { ...manifest.options, ...options, weights } };
  return openBackbone(changed, { weightsDirectory: folder, seed: 0, threads: 1, reading: "here" });
}

const renamed = (name: (key: string) => string): Tensors =>
  new Map([...tensors].map(([key, tensor]) => [name(key), tensor]));
/** Each block's q, k and v as tensors of their own; `name` gives a part's key. */
const apart = (name: (part: "q" | "k" | "v", kind: string) => string): Tensors =>
  new Map(
    [...tensors].flatMap(([key, tensor]) => {
      const [, block, kind = ""] = /^(.*\.attn)\.qkv\.(weight|bias)$/.exec(key) ?? [];
      if (block === undefined) return [[key, tensor]];
      const third = tensor.bytes.length / 3;
      const shape = [tensor.shape[0]! / 3, ...tensor.shape.slice(1)];
      return (["q", "k", "v"] as const).map((part, index): [string, Stored] => {
        const own = tensor.bytes.subarray(index * third, (index + 1) * third);
        return [`${block}.${name(part, kind)}`, { dtype: tensor.dtype, shape, bytes: own }];
      });
    }),
  );
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(1);
const stored = (dtype: string, shape: readonly number[], length: number): Stored => ({
  ...{ dtype, shape },
  bytes: bytes(length),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stored-weights-"));
  const file = await readFile(join(golden, "vit.safetensors"));
  const dataStart = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(file.toString("utf8", 8, dataStart));
  tensors = new Map(
    Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(header).map(
      ([
        key,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [key, { dtype, shape, bytes: file.subarray(dataStart + from, dataStart + to) }],
    ),
  );
  const { architecture } = JSON.parse(await readFile(join(golden, "vit.json"), "utf8"));
  const base = await readManifest("imagenet");
  const weights = { ...base.weights!, file: "tiny.safetensors", sha256: null };
  const size = { inputSize: 64, featureGrid: [4, 4] as [number, number], featureDim: 48 };
  manifest = { ...base, id: "tiny", options: architecture, weights, ...size };
  await using plain = await open(encode(tensors));
  expected = await plain.features(pixels, 1);
});
afterAll(() => rm(folder, { recursive: true }));

describe("the same weights written otherwise give the same features", () => {
  const rows: [string, () => Buffer, Record<string, unknown>?][] = [
    ...[1, 2, 3].map((blanks): [string, () => Buffer] => [
      `data at an odd place (${blanks} off)`,
      () => encode(tensors, { blanks }),
    ]),
    [
      "bytes in front of them",
      () => encode(new Map([["step", stored("U8", [3], 3)], ...tensors])),
      { ignored_prefixes: ["step"] },
    ],
    [
      "half precision in front of them",
      () => encode(new Map([["ema", stored("BF16", [1], 2)], ...tensors])),
      { ignored_prefixes: ["ema"] },
    ],
    ["no metadata", () => encode(tensors, { metadata: null })],
    ["nested metadata", () => encode(tensors, { metadata: { config: { a: 1 }, step: 3 } })],
    [
      "an empty tensor",
      () => encode(new Map([...tensors, ["head.weight", stored("F32", [0, 48], 0)]])),
      { ignored_prefixes: ["head."] },
    ],
    ["bytes behind the data", () => encode(tensors, { tail: 64 })],
    [
      "an ignored tensor of a type that is not known here",
      () => encode(new Map([...tensors, ["scales.0", stored("F8_E9M9", [4], 4)]])),
      { ignored_prefixes: ["scales."] },
    ],
    [
      "counters, indices and masks that nobody asks for",
      () =>
        encode(
          new Map([
            ...tensors,
            ["blocks.0.norm1.num_batches_tracked", stored("I64", [], 8)],
            ["blocks.0.attn.mask", stored("BOOL", [4], 4)],
            ["position_ids", stored("I32", [2], 8)],
          ]),
        ),
    ],
    [
      "a prefix that the manifest names",
      () => encode(renamed((key) => `model.${key}`)),
      { key_prefix: "model." },
    ],
    ["data parallelism", () => encode(renamed((key) => `module.${key}`))],
    ["compilation", () => encode(renamed((key) => `_orig_mod.${key}`))],
    [
      "both, around a prefix",
      () => encode(renamed((key) => `module._orig_mod.v.${key}`)),
      { key_prefix: "v." },
    ],
    [
      "data parallelism beside ignored keys",
      () =>
        encode(new Map([...renamed((key) => `module.${key}`), ["module.head.bias", stored("F32", [1], 4)]])),
      { ignored_prefixes: ["head."] },
    ],
    [
      "a wrapper that the manifest names",
      () => encode(renamed((key) => `module.${key}`)),
      { key_prefix: "module." },
    ],
  ];
  test.each(rows)("%s", async (_, file, weights = {}) => {
    await using backbone = await open(file(), weights);
    expect(await backbone.features(pixels, 1)).toEqual(expected);
  });
});

test("a last norm of another name, where the manifest names it", async () => {
  const file = encode(renamed((key) => key.replace(/^norm\./, "fc_norm.")));
  const finalNorm = { ...(manifest.options.final_norm as object), key: "fc_norm" };
  await using backbone = await open(file, {}, { final_norm: finalNorm });
  expect(await backbone.features(pixels, 1)).toEqual(expected);
});

/** The tensors as transformers' ViTForImageClassification calls them. */
function transformersKeys(): Tensors {
  const layers = { q: "query", k: "key", v: "value" };
  const separate = apart((part, kind) => `qkv.${layers[part]}.${kind}`);
  const pieces: [RegExp, string][] = [
    [/attn\.qkv/, "attention.attention"],
    [/^blocks/, "encoder.layer"],
    [/attn\.proj/, "attention.output.dense"],
    [/norm1/, "layernorm_before"],
    [/norm2/, "layernorm_after"],
    [/mlp\.fc1/, "intermediate.dense"],
    [/mlp\.fc2/, "output.dense"],
    [/^norm/, "layernorm"],
    [/^pos_embed/, "embeddings.position_embeddings"],
    [/^cls_token/, "embeddings.cls_token"],
    [/^patch_embed\.proj/, "embeddings.patch_embeddings.projection"],
  ];
  const called = (key: string) => pieces.reduce((name, [from, to]) => name.replace(from, to), key);
  return new Map([...separate].map(([key, tensor]) => [`vit.${called(key)}`, tensor]));
}

describe("refused, naming key, found and expected", () => {
  const with_ = (key: string, change: Partial<Stored>): Tensors =>
    new Map([...tensors, [key, { ...tensors.get(key)!, ...change }]]);
  const rows: [string, () => Buffer, RegExp][] = [
    [
      "an unknown prefix",
      () => encode(renamed((key) => `model.${key}`)),
      /key patch_embed\.proj\.weight not found among \d+, expected \[48,3,16,16\]; it has the key below "model\.", which options\.weights\.key_prefix may name$/,
    ],
    [
      "two towers",
      () => encode(new Map([...renamed((key) => `student.${key}`), ...renamed((key) => `teacher.${key}`)])),
      /; it has the key below "student\.", "teacher\.", which options\.weights\.key_prefix may name$/,
    ],
    [
      "another name of the last norm",
      () => encode(renamed((key) => key.replace(/^norm\./, "fc_norm."))),
      /key norm\.weight not found among \d+, expected \[48\]; it has fc_norm\.weight; the file fits options\.weights\.layout "open_clip_trunk" with key_prefix ""$/,
    ],
    ...["backbone.", "encoder.", "model.", "teacher.backbone."].map(
      (prefix): [string, () => Buffer, RegExp] => [
        `${prefix} around all keys`,
        () => encode(renamed((key) => prefix + key)),
        new RegExp(`it has the key below "${prefix}", which options\\.weights\\.key_prefix may name$`),
      ],
    ),
    [
      "transformers' keys",
      () => encode(new Map([...transformersKeys(), ["classifier.weight", stored("F32", [1, 48], 192)]])),
      /key patch_embed\.proj\.weight not found .*; the file fits options\.weights\.layout "transformers_vit" with key_prefix "vit\.", but for 1 keys \(classifier\.weight\)$/,
    ],
    [
      "another library's names",
      () => encode(renamed((key) => key.replace("blocks.", "encoder.layer."))),
      /key blocks\.0\.\S+ not found among \d+, expected \[\d+(,\d+)*\]; it has (the key below "encoder\.layer\.|encoder\.layer\.0)/,
    ],
    [
      "a head that nobody ignores",
      () => encode(new Map([...tensors, ["head.weight", stored("F32", [10, 48], 1920)]])),
      /1 keys that the backbone does not use \(head\.weight\), expected none .* \(options\.weights\.ignored_prefixes\)$/,
    ],
    [
      "double precision",
      () => {
        const { shape, bytes: singles } = tensors.get("norm.bias")!;
        return encode(with_("norm.bias", { dtype: "F64", shape, bytes: bytes(2 * singles.length) }));
      },
      /tensor norm\.bias is F64, expected F32, F16 or BF16$/,
    ],
    [
      "eight bits",
      () => encode(with_("norm.bias", { dtype: "F8_E4M3", bytes: bytes(48) })),
      /tensor norm\.bias is F8_E4M3, expected F32, F16 or BF16$/,
    ],
    [
      "another grid of positions",
      () => encode(with_("pos_embed", { shape: [1, 50, 48], bytes: bytes(4 * 50 * 48) })),
      /key pos_embed has shape \[1,50,48\], expected \[1,17,48\]$/,
    ],
    [
      "a weight that is not a number",
      () => {
        const weight = tensors.get("blocks.1.mlp.fc1.weight")!;
        const broken = Buffer.from(weight.bytes);
        broken.writeFloatLE(Number.NaN, 4 * 7);
        return encode(with_("blocks.1.mlp.fc1.weight", { bytes: broken }));
      },
      /tiny\.safetensors: value 7 of tensor blocks\.1\.mlp\.fc1\.weight is infinite or not a number; expected finite weights$/,
    ],
    [
      "a weight that half precision made infinite",
      () => {
        const { shape } = tensors.get("norm.bias")!;
        const halves = Buffer.from(
          Uint16Array.from({ length: 48 }, (_, i) => (i === 40 ? 0xfc00 : i)).buffer,
        );
        return encode(with_("norm.bias", { dtype: "F16", shape, bytes: halves }));
      },
      /value 40 of tensor norm\.bias is infinite or not a number/,
    ],
    [
      "data that are cut off",
      () => encode(tensors).subarray(0, -1000),
      /truncated: \d+ bytes, expected \d+ up to/,
    ],
    [
      "a header padded with zeros",
      () =>
        Buffer.from(
          encode(tensors, { blanks: 4 })
            .toString("latin1")
            .replace(/ {4}(?=[^ ])/, "\0\0\0\0"),
          "latin1",
        ),
      /header is not JSON \(/,
    ],
  ];
  test.each(rows)("%s", async (_, file, message) => {
    const opening = open(file());
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(message);
  });
});
