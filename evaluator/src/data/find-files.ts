import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { InputError } from "../files/input-error.ts";
import { listSourceFolder, pathKind } from "./source-file.ts";

/** What differs between systems and not to a reader: normal form of letters, kind of slash, case of the extension. */
function portable(name: string): string {
  const plain = name
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "");
  return plain.replace(/\.[^./]+$/, (extension) => extension.toLowerCase());
}

/** What a person would take for the same picture. */
const stem = (name: string): string =>
  portable(name)
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/\.[^./]+$/, "");

/** The files of a folder, looked up by the names that lists give them. */
export interface FolderFiles {
  readonly folder: string;
  /**
   * Path of the file below the folder: the very name, else the one that differs in normal form, slashes or the case of
   * its extension alone; null: there is none. Throws InputError where two files fit.
   */
  find(name: string): string | null;
  /** A file that may be meant by a name that is not there; null: none. */
  near(name: string): string | null;
}

/** @param deep Do names lead into subfolders? */
export async function openFolder(folder: string, expected: string, deep: boolean): Promise<FolderFiles> {
  const top = await listSourceFolder(folder, expected);
  const below = deep ? await readdir(folder, { recursive: true }) : [];
  const names = new Set([...top, ...below.map((path) => path.split(sep).join("/"))]);
  const byPortable = groupedBy(names, portable);
  let byStem: Map<string, string[]> | null = null;
  return {
    folder,
    find: (name) => {
      if (names.has(name)) return name;
      const fitting = byPortable.get(portable(name)) ?? [];
      if (fitting.length < 2) return fitting[0] ?? null;
      throw new InputError(
        `${folder}: ${fitting.join(" and ")} both fit the name ${name}; expected one file of that name`,
      );
    },
    near: (name) => {
      byStem ??= groupedBy(names, stem);
      return byStem.get(stem(name))?.[0] ?? null;
    },
  };
}

function groupedBy(names: Iterable<string>, keyOf: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    const group = groups.get(key);
    if (group) group.push(name);
    else groups.set(key, [name]);
  }
  return groups;
}

const leadsDown = (name: string): boolean => /[/\\]/.test(name);

/** Where to look for the files of a list, and what may be appended to its names. */
export interface Wanted {
  readonly folder: string;
  /** "a folder of JPEG images" */
  readonly expected: string;
  readonly listedIn: string;
  /** Tried in this order; none: names are whole. */
  readonly extensions?: readonly string[];
  /** What the list calls its entry, for errors: "image 7". */
  readonly entry?: (index: number) => string;
}

/**
 * The file of each listed name, as its path below the folder, in order.
 *
 * @throws InputError listing the first names that the folder lacks, with what is there in their place, or naming two
 *   names that are one file.
 */
export async function findFiles(names: readonly string[], wanted: Wanted): Promise<string[]> {
  const { folder, expected, listedIn, extensions = [""] } = wanted;
  const files = await openFolder(folder, expected, names.some(leadsDown));
  const found: string[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const file = await findOne(files, name, extensions);
    if (file === null) missing.push(`${name}${extensions[0]}`);
    else found.push(file);
  }
  if (missing.length > 0) throw new InputError(missingMessage(files, missing, names.length, listedIn));
  requireDistinct(found, names, wanted);
  return found;
}

async function findOne(
  files: FolderFiles,
  name: string,
  extensions: readonly string[],
): Promise<string | null> {
  for (const extension of extensions) {
    const file = files.find(`${name}${extension}`);
    if (file !== null) return file;
  }
  // A folder behind a link is not listed with the others.
  const linked = `${name}${extensions[0]}`;
  return leadsDown(name) && (await pathKind(join(files.folder, linked))) === "file" ? linked : null;
}

function missingMessage(
  files: FolderFiles,
  missing: readonly string[],
  listed: number,
  listedIn: string,
): string {
  const shown = missing.slice(0, 5).map((name) => {
    const near = files.near(name);
    return near === null ? name : `${name} (there is ${near})`;
  });
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : "";
  return `${files.folder}: ${missing.length} of ${listed} files listed in ${listedIn} not found: ${shown.join(", ")}${more}`;
}

function requireDistinct(found: readonly string[], names: readonly string[], wanted: Wanted): void {
  const entry = wanted.entry ?? ((index) => `entry ${index + 1} (${names[index]})`);
  const firsts = new Map<string, number>();
  for (const [index, file] of found.entries()) {
    const first = firsts.get(file);
    if (first !== undefined) {
      throw new InputError(
        `${wanted.listedIn}: ${entry(first)} and ${entry(index)} both name ${file}; expected a file of its own for each`,
      );
    }
    firsts.set(file, index);
  }
}
