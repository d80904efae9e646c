import { elementCount } from "../math/element-count.ts";
import { foundKeys, type LayoutId, layoutIds, storedKeys } from "./key-layout.ts";
import type { TensorSource } from "./weights.ts";

/** Parameters of a network under timm's names, with their shapes. */
export type Parameters = ReadonlyMap<string, readonly number[]>;

/** A source that holds whatever it is asked for, as zeros: a graph built on it tells what it asks for. */
export function boundlessSource(): TensorSource {
  const lengths = new Map<string, number>();
  return {
    path: "",
    keys: () => [],
    find(key, dims) {
      lengths.set(key, elementCount(dims));
      return { dtype: "F32", dims, offset: 0, length: 4 * elementCount(dims) };
    },
    read: (key) => new Float32Array(lengths.get(key) ?? 0),
  };
}

export interface Fit {
  readonly layout: LayoutId;
  readonly prefix: string;
  /** Keys of the file that are none of the parameters. */
  readonly others: readonly string[];
}

/** A layout and a prefix under which the file has every parameter in its shape; null: there is none. */
export function fittingLayout(parameters: Parameters, source: TensorSource): Fit | null {
  const dimsOf = new Map(source.keys().map((key) => [key, source.find(key, [])?.dims.join()]));
  const [first] = parameters;
  if (!first) return null;
  for (const layout of layoutIds) {
    for (const prefix of prefixes(layout, first, [...dimsOf.keys()])) {
      const used = keysUnder(layout, prefix, parameters, dimsOf);
      if (used) return { layout, prefix, others: [...dimsOf.keys()].filter((key) => !used.has(key)) };
    }
  }
  return null;
}

/** Prefixes below which the file has one parameter. */
function prefixes(
  layout: LayoutId,
  [name, dims]: readonly [string, readonly number[]],
  keys: readonly string[],
): Set<string> {
  const ends = storedKeys(layout, name, dims).flatMap(([part]) => part?.key ?? []);
  const found = ends.flatMap((end) =>
    keys.filter((key) => key === end || key.endsWith(`.${end}`)).map((key) => key.slice(0, -end.length)),
  );
  return new Set(found);
}

/** The keys of all parameters below a prefix; null where one is missing or misshapen. */
function keysUnder(
  layout: LayoutId,
  prefix: string,
  parameters: Parameters,
  dimsOf: ReadonlyMap<string, string | undefined>,
): Set<string> | null {
  const used = new Set<string>();
  const fits = (key: string, dims: readonly number[]) => dimsOf.get(prefix + key) === dims.join();
  for (const [name, dims] of parameters) {
    for (const { key, dims: partDims } of foundKeys(layout, name, dims, fits)) {
      if (key === null) continue;
      if (!fits(key, partDims)) return null;
      used.add(prefix + key);
    }
  }
  return used;
}
