/** A stretch of a parameter along its first axis: a tensor of the weights file, its key below the file's prefix. */
export interface StoredKey {
  /** null: nothing in the file; this stretch is zero. */
  readonly key: string | null;
  /** Of the whole tensor. */
  readonly dims: readonly number[];
  /** The first row and the number of those that are taken, where it is not the whole tensor. */
  readonly rows?: readonly [number, number];
}

/** Stretches of one parameter, stacked along the first axis. */
export type Stack = readonly StoredKey[];

/**
 * Where a weights file keeps a parameter of timm's name and shape: every way that its library has, the first whose keys
 * are there counts. Shapes may differ from timm's in axes of size one.
 */
export type Layout = (name: string, dims: readonly number[]) => readonly Stack[];

type Rules = readonly (readonly [RegExp, string])[];

export function renamed(name: string, rules: Rules): string {
  return rules.reduce((key, [pattern, replacement]) => key.replace(pattern, replacement), name);
}

/** q, k and v apart, given the three keys; a bias of the keys may be missing, since softmax does not see it. */
function apart(keys: readonly [string, string, string], dims: readonly number[]): readonly Stack[] {
  const [stacked = 0, ...rest] = dims;
  const third = [stacked / 3, ...rest];
  const [q, k, v] = keys.map((key): StoredKey => ({ key, dims: third })) as [StoredKey, StoredKey, StoredKey];
  return rest.length === 0
    ? [
        [q, k, v],
        [q, { key: null, dims: third }, v],
      ]
    : [[q, k, v]];
}

/** The layers of a SwiGLU whose first, in one tensor, is the gate and then what it is multiplied with. */
interface Packed {
  readonly first: string;
  readonly last: string;
}

/** Ways to find a parameter of an MLP whose file may pack it; `key`: what it is called otherwise. */
export function packedMlp(key: string, dims: readonly number[], { first, last }: Packed): readonly Stack[] {
  const half = ["fc1_g", "fc1_x"].findIndex((part) => key.includes(`.mlp.${part}.`));
  if (half < 0) return [key, key.replace(".mlp.fc2.", `.mlp.${last}.`)].map((way) => [{ key: way, dims }]);
  const [hidden = 0, ...rest] = dims;
  const packed = key.replace(/\.mlp\.fc1_[gx]\./, `.mlp.${first}.`);
  return [[{ key: packed, dims: [2 * hidden, ...rest], rows: [half * hidden, hidden] }]];
}

/** How a library that keeps q, k and v apart calls timm's parameters. */
interface Naming {
  readonly rules: Rules;
  /** The layers in place of a block's `attn.qkv`. */
  readonly attention: readonly [string, string, string];
  readonly packed?: Packed;
  /** Leading axes of size one that timm's parameters have and the library's lack. */
  readonly dropped?: Readonly<Record<string, number>>;
}

/** timm's other names for q, k and v: biases beside one weight, and layers of their own. */
function attentionLayer(name: string, attention: Naming["attention"]): string {
  const [, part = "", kind = ""] = /\.attn\.([qkv])_(bias|proj)\b/.exec(name) ?? [];
  const layer = attention["qkv".indexOf(part)];
  if (part === "" || layer === undefined) return name;
  return name.replace(/\.attn\.[qkv]_(bias|proj)\b/, kind === "bias" ? `.${layer}.bias` : `.${layer}`);
}

export function named({ rules, attention, packed, dropped = {} }: Naming): Layout {
  return (name, dims) => {
    if (!name.includes(".attn.qkv.")) {
      const key = renamed(attentionLayer(name, attention), rules);
      if (packed && name.includes(".mlp.")) return packedMlp(key, dims, packed);
      return [[{ key, dims: dims.slice(dropped[name] ?? 0) }]];
    }
    const [q, k, v] = attention.map((part) => renamed(name.replace(".attn.qkv.", `.${part}.`), rules));
    return apart([q!, k!, v!], dims);
  };
}
