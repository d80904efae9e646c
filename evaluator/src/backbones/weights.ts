import { basename } from "node:path";
import { InputError } from "../files/input-error.ts";
import { readTensor, type SafetensorsHeader, type StoredTensor } from "../files/safetensors.ts";
import { elementCount } from "../math/element-count.ts";
import { type Dtype, type GraphBuilder, int, type Value } from "../onnx/index.ts";
import { foundKeys, type LayoutId } from "./key-layout.ts";
import type { Stack, StoredKey } from "./key-naming.ts";

/** Where parameters lie: a safetensors file, or a file that is still to be written with seeded values. */
export interface TensorSource {
  readonly path: string;
  keys(): readonly string[];
  find(key: string, dims: readonly number[]): StoredTensor | undefined;
  /** Values of a tensor that `find` found, as float32. */
  read(key: string): Float32Array;
}

/** The tensors of one safetensors file. */
export function safetensorsSource(header: SafetensorsHeader): TensorSource {
  return {
    path: header.path,
    keys: () => [...header.tensors.keys()],
    find: (key) => header.tensors.get(key),
    read: (key) => readTensor(header, key),
  };
}

export interface KeyRules {
  readonly layout: LayoutId;
  /** The first prefix under which the file has keys counts; keys outside it belong to other modules. Wrappers may lie around it. */
  readonly keyPrefixes: readonly string[];
  /** Whole keys start with one of these: known, and not needed for features. */
  readonly ignoredPrefixes: readonly string[];
}

/** What wrappers of a whole model (data parallelism, compilation) put in front of every key; it means nothing. */
const wrappers = ["module.", "_orig_mod."] as const;

export const withoutWrappers = (key: string): string => {
  const wrapper = wrappers.find((name) => key.startsWith(name));
  return wrapper === undefined ? key : withoutWrappers(key.slice(wrapper.length));
};

/** The wrappers around all keys, outermost first, except where the manifest names them itself. */
function wrapperOf(keys: readonly string[], keyPrefixes: readonly string[]): string {
  let wrapper = "";
  for (;;) {
    const next = wrappers.find(
      (name) => keys.length > 0 && keys.every((key) => key.startsWith(wrapper + name)),
    );
    if (next === undefined || keyPrefixes.some((prefix) => prefix.startsWith(wrapper + next))) return wrapper;
    wrapper += next;
  }
}

/** Counters, indices and masks: no network that is built here has parameters of these types. */
const bufferDtypes = /^(BOOL|[IU]\d+)$/;

const graphDtypes: Record<string, Dtype> = { F32: "float32", F16: "float16", BF16: "bfloat16" };

/** Shape of the stretch that is taken of a tensor. */
function taken({ dims, rows }: StoredKey): readonly number[] {
  return rows ? [rows[1], ...dims.slice(1)] : dims;
}

/**
 * Hands a graph the parameters of one weights file under timm's names and shapes, as float32, and keeps account: each key
 * that is asked for must exist in its shape, and each key of the image tower must have been asked for.
 */
export class Weights {
  readonly #graph: GraphBuilder;
  readonly #source: TensorSource;
  readonly #rules: KeyRules;
  readonly #wrapper: string;
  readonly #prefix: string;
  readonly #asked = new Map<string, readonly number[]>();
  readonly #consumed = new Map<string, readonly number[]>();
  #parameters = 0;

  constructor(graph: GraphBuilder, source: TensorSource, rules: KeyRules) {
    this.#graph = graph;
    this.#source = source;
    this.#rules = rules;
    const keys = source.keys();
    const [first = ""] = rules.keyPrefixes;
    this.#wrapper = wrapperOf(keys, rules.keyPrefixes);
    const isUsed = (prefix: string) => keys.some((key) => key.startsWith(this.#wrapper + prefix));
    this.#prefix = this.#wrapper + (rules.keyPrefixes.find(isUsed) ?? first);
  }

  /** Parameters handed out so far, plus those declared by `countUnused`. */
  get parameters(): number {
    return this.#parameters;
  }

  /** Parameters asked for so far, under timm's names and in their shapes. */
  get asked(): ReadonlyMap<string, readonly number[]> {
    return this.#asked;
  }

  /** Keys asked for so far with the shapes that the file must give them. */
  get consumed(): ReadonlyMap<string, readonly number[]> {
    return this.#consumed;
  }

  /** The parameter as a graph constant of type float32; the file's bytes stay where they are. */
  tensor(name: string, dims: readonly number[]): Value {
    const stack = this.#stack(name, dims);
    const values = stack.map((part) => this.#constant(part, stack.length === 1 ? dims : taken(part)));
    return values.length === 1 ? (values[0] as Value) : this.#graph.op("Concat", values, { axis: int(0) });
  }

  /** The parameter's values, for what is computed before the graph runs; counted as `countedAs` parameters. */
  read(name: string, dims: readonly number[], countedAs?: number): Float32Array {
    const before = this.#parameters;
    const values = this.#stack(name, dims).map((part) => this.#values(part));
    if (countedAs !== undefined) this.#parameters = before + countedAs;
    return values.length === 1
      ? (values[0] as Float32Array)
      : Float32Array.from(values.flatMap((v) => [...v]));
  }

  /** Parameters that belong to the published model though features do not need them. */
  countUnused(parameters: number): void {
    this.#parameters += parameters;
  }

  /** @throws InputError naming the keys of the image tower that nothing asked for and that may be parameters. */
  finish(): void {
    const strangers = this.#unused().filter(
      (key) => !bufferDtypes.test(this.#source.find(key, [])?.dtype ?? ""),
    );
    if (strangers.length === 0) return;
    const listed = strangers.slice(0, 5).join(", ");
    throw new InputError(
      `${this.#source.path}: ${strangers.length} keys that the backbone does not use (${listed}${strangers.length > 5 ? ", ..." : ""}), expected none below prefix "${this.#prefix}" beside the ignored ones (options.weights.ignored_prefixes)`,
    );
  }

  /** Keys of the image tower that nothing has asked for and nobody ignores. */
  #unused(): string[] {
    const isIgnored = (key: string) =>
      this.#rules.ignoredPrefixes.some((ignored) =>
        [key, key.slice(this.#wrapper.length)].some((name) => name.startsWith(ignored)),
      );
    return this.#source
      .keys()
      .filter((key) => key.startsWith(this.#prefix) && !this.#consumed.has(key) && !isIgnored(key));
  }

  /** Where the missing parameter may be instead: below other prefixes, under a longer name, or what is left. */
  #hint(unprefixed: string, dims: readonly number[]): string {
    const keys = this.#source.keys();
    const likely = keys.filter(
      (key) => key.endsWith(unprefixed) && this.#source.find(key, dims)?.dims.join() === dims.join(),
    );
    const prefixes = likely.filter((key) => key.endsWith(`.${unprefixed}`));
    if (prefixes.length > 0) {
      const listed = prefixes.slice(0, 3).map((key) => `"${key.slice(0, -unprefixed.length)}"`);
      return `; it has the key below ${listed.join(", ")}, which options.weights.key_prefix may name`;
    }
    const others = likely.length > 0 ? likely : this.#unused();
    return others.length > 0 ? `; it has ${others.slice(0, 3).join(", ")}` : "";
  }

  #stack(name: string, dims: readonly number[]): Stack {
    this.#asked.set(name, dims);
    const has = (key: string, partDims: readonly number[]) =>
      this.#source.find(this.#prefix + key, partDims) !== undefined;
    return foundKeys(this.#rules.layout, name, dims, has);
  }

  #values(part: StoredKey): Float32Array {
    const count = elementCount(taken(part));
    if (part.key === null) return new Float32Array(count);
    const whole = this.#source.read(this.#find(part.key, part).key);
    const from = ((part.rows?.[0] ?? 0) * whole.length) / (part.dims[0] ?? 1);
    return whole.subarray(from, from + count);
  }

  /** A stretch of the file as float32 of the given shape. */
  #constant(part: StoredKey, shape: readonly number[]): Value {
    if (part.key === null) {
      return this.#graph.constant("float32", shape, new Float32Array(elementCount(shape)), "zeros");
    }
    const { key, stored } = this.#find(part.key, part);
    const dtype = graphDtypes[stored.dtype];
    if (!dtype) {
      const path = this.#source.path;
      throw new InputError(`${path}: tensor ${key} is ${stored.dtype}, expected F32, F16 or BF16`);
    }
    const rowBytes = stored.length / (part.dims[0] ?? 1);
    const [from, count] = part.rows ?? [0, part.dims[0] ?? 1];
    const location = {
      file: basename(this.#source.path),
      offset: stored.offset + from * rowBytes,
      length: count * rowBytes,
    };
    const value = this.#graph.external(
      dtype,
      shape,
      location,
      part.rows ? `${key}[${from}:${from + count}]` : key,
    );
    return dtype === "float32" ? value : this.#graph.op("Cast", [value], { to: int(1) });
  }

  #find(unprefixed: string, part: StoredKey): { key: string; stored: StoredTensor } {
    const { dims } = part;
    const key = `${this.#prefix}${unprefixed}`;
    const stored = this.#source.find(key, dims);
    if (!stored) {
      const count = this.#source.keys().length;
      const hint = this.#hint(unprefixed, dims);
      throw new InputError(
        `${this.#source.path}: key ${key} not found among ${count}, expected [${dims}]${hint}`,
      );
    }
    if (stored.dims.join() !== dims.join()) {
      throw new InputError(`${this.#source.path}: key ${key} has shape [${stored.dims}], expected [${dims}]`);
    }
    this.#consumed.set(key, dims);
    this.#parameters += elementCount(taken(part));
    return { key, stored };
  }
}
