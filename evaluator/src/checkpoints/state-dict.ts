import { nameProblem, readableLine } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { PickledDict, Tensor, typeName, type Value } from "./values.ts";

/** The largest known networks have some thousands. A dictionary within itself in many places has any number. */
const mostEntries = 100_000;
const mostLevels = 32;
const mostNameCharacters = 1000;
/** Of an entry's path: each can be divided in two ways. */
const mostParts = 8;
/** Names in an error. */
const mostListed = 10;

export interface StateDict {
  /** By dotted name, in the order of the names. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Names of entries that are no tensors, with what they are. */
  readonly dropped: readonly string[];
}

/**
 * The tensors below an entry of a checkpoint; nested dictionaries are joined by dots.
 *
 * @param entry dotted path; null: the top level, which has to hold tensors itself
 * @throws InputError listing the entries that hold tensors, where this one does not
 */
export function stateDictOf(path: string, content: Value, entry: string | null): StateDict {
  if (entry !== null && entry.split(".").length > mostParts) {
    throw new InputError(`entry ${entry}: more than ${mostParts} names; expected the path of a state dict`);
  }
  const found = entry === null ? content : entryOf(content, entry);
  const where = entry === null ? "the top level" : `entry ${readableLine(entry)}`;
  const isOwn =
    entry !== null ||
    (found instanceof PickledDict && [...found.entries.values()].some((value) => value instanceof Tensor));
  const tensors = new Map<string, Tensor>();
  const dropped: string[] = [];
  if (found instanceof PickledDict && isOwn) {
    walk(path, found, (_, name, value) => {
      if (!(value instanceof Tensor)) dropped.push(`${name} (${typeName(value)})`);
      else if (tensors.has(name)) throw new InputError(`${path}: two tensors called ${name}; expected one`);
      else tensors.set(requireName(path, name), value);
    });
  }
  if (tensors.size === 0) throw noTensors(path, where, found, content);
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  return { tensors: new Map(sorted), dropped: dropped.sort() };
}

function noTensors(path: string, where: string, found: Value | undefined, content: Value): InputError {
  const what = found === undefined ? "is not there" : `is a ${typeName(found)} without tensors of its own`;
  const entries = entriesWithTensors(path, content);
  const listed = entries.length === 0 ? "none has any" : `these hold some: ${entries.join(", ")}`;
  return new InputError(`${path}: ${where} ${what}; expected the entry of a state dict (${listed})`);
}

function requireName(path: string, name: string): string {
  const problem = name === "__metadata__" ? "is kept for the file's own facts" : nameProblem(name);
  if (problem === null) return name;
  throw new InputError(`${path}: tensor "${readableLine(name.slice(0, 200))}" ${problem}`);
}

/** Keys may hold dots themselves: the longest that fits is taken first. */
function entryOf(value: Value, entry: string): Value | undefined {
  if (!(value instanceof PickledDict)) return undefined;
  const whole = value.entries.get(entry);
  if (whole !== undefined) return whole;
  for (let dot = entry.lastIndexOf("."); dot > 0; dot = entry.lastIndexOf(".", dot - 1)) {
    const inner = value.entries.get(entry.slice(0, dot));
    const found = inner === undefined ? undefined : entryOf(inner, entry.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Calls `visit` with every value below a dictionary that is no dictionary itself. */
function walk(
  path: string,
  root: PickledDict,
  visit: (dict: string, name: string, value: Value) => void,
): void {
  let entries = 0;
  const descend = (dict: PickledDict, place: string, level: number): void => {
    if (level > mostLevels) {
      throw new InputError(`${path}: dictionaries nested deeper than ${mostLevels} levels; expected fewer`);
    }
    for (const [key, value] of dict.entries) {
      if (++entries > mostEntries) {
        throw new InputError(`${path}: more than ${mostEntries} entries; expected fewer in a state dict`);
      }
      const name = place === "" ? keyName(key) : `${place}.${keyName(key)}`;
      if (name.length > mostNameCharacters) {
        throw new InputError(
          `${path}: a name of ${name.length} characters; expected at most ${mostNameCharacters}`,
        );
      }
      if (value instanceof PickledDict) descend(value, name, level + 1);
      else visit(place, name, value);
    }
  };
  descend(root, "", 1);
}

function keyName(key: Value): string {
  if (typeof key === "string") return key;
  return typeof key === "number" || typeof key === "bigint" ? String(key) : `<${typeName(key)}>`;
}

/** Dotted paths of the dictionaries that hold tensors themselves, those with most of them. */
function entriesWithTensors(path: string, content: Value): readonly string[] {
  if (!(content instanceof PickledDict)) return [];
  const counts = new Map<string, number>();
  walk(path, content, (dict, _, value) => {
    if (value instanceof Tensor && dict !== "") counts.set(dict, (counts.get(dict) ?? 0) + 1);
  });
  const found = [...counts].sort(([, a], [, b]) => b - a).map(([dict]) => readableLine(dict));
  return found.length > mostListed ? [...found.slice(0, mostListed), "..."] : found;
}
