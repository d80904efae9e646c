import { readSync } from "node:fs";
import { withRegularFile } from "./regular-file.ts";

const headBytes = 1024;

type Mark = (text: string) => boolean;

const begins =
  (...marks: readonly string[]): Mark =>
  (text) =>
    marks.some((mark) => text.startsWith(mark));

const isPickle: Mark = (text) => text[0] === "\x80" && text.charCodeAt(1) <= 5;

/** Each takes the file's first bytes as latin1 text. */
const kinds: readonly (readonly [is: Mark, name: string | ((text: string) => string)])[] = [
  [(text) => text === "", "an empty file"],
  [begins("version https://git-lfs.github.com/spec/"), lfsPointer],
  [(text) => /^\s*(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body)\b/is.test(text), "a web page (HTML)"],
  [(text) => /^\s*<(\?xml|Error)\b/.test(text), "an XML document"],
  [begins("PK\x03\x04", "PK\x05\x06"), "a zip archive"],
  [begins("\x1f\x8b"), "a gzip archive"],
  [(text) => text.slice(257, 262) === "ustar", "a tar archive"],
  [isPickle, "a Python pickle"],
  [begins("\x93NUMPY"), "a NumPy array"],
  [begins("GGUF"), "a GGUF file"],
  [begins("\x89PNG\r\n\x1a\n"), "a PNG image"],
  [begins("\xff\xd8\xff"), "a JPEG image"],
  [begins("MATLAB 7.3 MAT-file"), "a MATLAB v7.3 file"],
  // Version and byte order lie behind a text of the writer's own.
  [(text) => ["\0\x01IM", "\x01\0MI"].includes(text.slice(124, 128)), "a MATLAB v5 file"],
  [isMatlab4, "a MATLAB v4 file"],
  [begins("\x89HDF\r\n\x1a\n"), "an HDF5 file"],
  [(text) => text.slice(4, 9) === "\0\0\0\0{", "a safetensors file"],
  [
    (text) => /^\s*\{/.test(text) && text.includes('"weight_map"'),
    "the index of weights that lie in several files (shards)",
  ],
  [(text) => /^\s*[{[]\s*["{[\]}]/.test(text), "a JSON document"],
];

function lfsPointer(text: string): string {
  const [, bytes = "some"] = /^size (\d+)$/m.exec(text) ?? [];
  return `a Git LFS pointer to ${bytes} bytes that were not downloaded (git lfs pull)`;
}

/** Version 4 has no mark, but a first array of a known type whose name ends with a zero byte. */
function isMatlab4(text: string): boolean {
  if (text.length < 20) return false;
  const head = Buffer.from(text, "latin1");
  const [type, rows, columns, complex, nameBytes] = [0, 4, 8, 12, 16].map((at) => head.readInt32LE(at));
  const isType = type >= 0 && type < 60 && type % 10 < 3;
  return (
    isType && rows > 0 && columns > 0 && complex >>> 1 === 0 && nameBytes > 1 && head[19 + nameBytes] === 0
  );
}

/**
 * What a file is that was given as something else, told by its first bytes as a phrase for an error: "a web page (HTML)".
 * null: none of the kinds that are known to be mistaken for data or weights.
 */
export function fileKind(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, headBytes)).toString("latin1");
  const name = kinds.find(([is]) => is(text))?.[1] ?? null;
  return typeof name === "function" ? name(text) : name;
}

/** The kind of the file at `path`, or null; null too where it cannot be read. */
export function fileKindAt(path: string): string | null {
  try {
    return withRegularFile(path, "a file", (file) => {
      const head = Buffer.alloc(headBytes);
      return fileKind(head.subarray(0, readSync(file, head, 0, headBytes, 0)));
    });
  } catch {
    return null;
  }
}
