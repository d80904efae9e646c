import { type File, Group, Dataset as HdfDataset, type Reference } from "h5wasm/node";
import { allValues } from "./hdf-limits.ts";

/** Longest string and most strings of a list; both are far above any name and any data set of frames. */
const mostCharacters = 4096;
const mostStrings = 1_000_000;

const integerType = 0;
const stringType = 3;
const referenceType = 7;

/** Where MATLAB and those who follow it keep the cells of their cell arrays. */
const cellGroup = "#refs#";

/** Characters as MATLAB stores them: a code unit each; an empty string is stored as its size and marked. */
function charactersOf(cell: HdfDataset): string {
  if ("MATLAB_empty" in cell.attrs) return "";
  const { type, size, total_size: length } = cell.metadata;
  if (type === stringType) return requireStrings(cell, 1)[0];
  if (type !== integerType || size > 2)
    throw new RangeError(`a cell of class ${type}, where text is expected`);
  if (length > mostCharacters) throw new RangeError(`a text of ${length} characters`);
  return String.fromCharCode(...(allValues(cell) as Uint16Array));
}

function requireCount(found: number, expected: number): void {
  if (found !== expected) throw new RangeError(`${found} strings, where ${expected} are expected`);
}

function requireStrings(dataset: HdfDataset, count: number): string[] {
  const { size, total_size: length } = dataset.metadata;
  requireCount(length, count);
  if (size > mostCharacters) throw new RangeError(`texts of ${size} characters`);
  return [allValues(dataset)].flat() as string[];
}

/** Text of each cell. Names of cells are looked up once, since the library would search the file for every reference. */
function cellTexts(file: File, dataset: HdfDataset, count: number): string[] {
  requireCount(dataset.metadata.total_size, count);
  const references = allValues(dataset) as Reference[];
  const cells = file.keys().includes(cellGroup) ? file.get(cellGroup) : null;
  const known = new Map<string, HdfDataset>();
  if (cells instanceof Group) {
    for (const name of cells.keys()) {
      const cell = cells.get(name);
      if (cell instanceof HdfDataset) known.set(`${cell.create_reference().ref_data}`, cell);
    }
  }
  return references.map((reference) => {
    const cell = known.get(`${reference.ref_data}`) ?? file.dereference(reference);
    if (!(cell instanceof HdfDataset)) throw new RangeError("a reference to no array");
    return charactersOf(cell);
  });
}

/** Rows of a matrix of characters, padded at the end. MATLAB's order is the reverse of everybody else's. */
function matrixRows(dataset: HdfDataset, count: number): string[] {
  const { shape, size, total_size: length } = dataset.metadata;
  const [first = 0, second = 1] = shape ?? [];
  const columnMajor = second === count && shape?.length === 2;
  requireCount(columnMajor ? second : first, count);
  const width = length / count;
  if (size > 2 || width > mostCharacters) throw new RangeError(`texts of ${width} numbers of ${size} bytes`);
  const codes = allValues(dataset) as Uint16Array;
  return Array.from({ length: count }, (_, row) => {
    const text = Array.from(
      { length: width },
      (_, at) => codes[columnMajor ? at * count + row : row * width + at],
    );
    return String.fromCharCode(...text);
  });
}

/**
 * `count` strings of one array: a MATLAB cell array of characters, a matrix of characters, or strings of HDF5's own.
 * Padding at the end is cut off. Throws RangeError for another number or for what is no text.
 */
export function readStrings(file: File, dataset: HdfDataset, count: number): string[] {
  if (count > mostStrings) throw new RangeError(`${count} strings`);
  const { type, total_size: length } = dataset.metadata;
  if (length > count * mostCharacters) throw new RangeError(`${length} values for ${count} strings`);
  const read =
    type === referenceType
      ? cellTexts(file, dataset, count)
      : type === stringType
        ? requireStrings(dataset, count)
        : type === integerType
          ? matrixRows(dataset, count)
          : null;
  if (read === null) throw new RangeError(`values of class ${type}, where text is expected`);
  // Padding of matrices is blanks in MATLAB and zeros elsewhere.
  return read.map((text) => text.replaceAll("\0", " ").trimEnd());
}
