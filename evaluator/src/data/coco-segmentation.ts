import { InputError } from "../files/input-error.ts";
import {
  mostOutlinePixels,
  outlinePixels,
  type RunLengths,
  runsFromCounts,
  runsFromPolygon,
  runsFromString,
  uniteRuns,
} from "../math/rle.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** An annotation's outline: parts of three points and more, or run lengths. */
export type Outline =
  | { readonly kind: "polygons"; readonly parts: readonly (readonly number[])[] }
  | { readonly kind: "runs"; readonly runs: RunLengths };

const polygonForm = "[x0, y0, x1, y1, x2, y2, ...]";

/**
 * What is wrong with a part; null: nothing. Outlines may reach over the
 * border, as far as an image of the same size beside this one. One loop: it runs over every number of a COCO file.
 */
function partProblem(part: readonly unknown[], { width, height }: Size): string | null {
  if (part.length % 2 !== 0) return `it has ${part.length} numbers; expected ${polygonForm}`;
  for (let at = 0; at < part.length; at++) {
    const value = part[at];
    const side = at % 2 === 0 ? width : height;
    if (typeof value === "number" && value >= -side && value <= 2 * side) continue;
    if (typeof value !== "number") return `it has ${JSON.stringify(value)}; expected ${polygonForm}`;
    const axis = at % 2 === 0 ? "x" : "y";
    return `${axis} of point ${at >> 1} is ${value}; expected a point in or near the image, whose ${axis} runs from 0 to ${side}`;
  }
  const length = outlinePixels(part as readonly number[]);
  if (length <= mostOutlinePixels) return null;
  return `its outline is ${Math.round(length)} pixels long; expected at most ${mostOutlinePixels} around one object`;
}

function polygonsOf(segmentation: readonly unknown[], size: Size, what: string): Outline {
  const parts: number[][] = [];
  for (const [index, part] of segmentation.entries()) {
    const problem = Array.isArray(part) ? partProblem(part, size) : `expected ${polygonForm}`;
    if (problem !== null) {
      throw new InputError(`${what}: polygon ${index} of ${segmentation.length} is not usable, ${problem}`);
    }
    // One or two points are what an editor leaves of a part: they enclose nothing.
    const numbers = part as number[];
    if (numbers.length >= 6) parts.push(numbers);
  }
  if (parts.length > 0) return { kind: "polygons", parts };
  const found = segmentation.length === 0 ? "[]" : `${segmentation.length} parts of one or two points`;
  throw new InputError(
    `${what}: segmentation is ${found}, a box without an outline; expected polygons of three points and more, or run lengths`,
  );
}

function runsOf(segmentation: unknown, { width, height }: Size, what: string): Outline {
  const { counts, size } = (segmentation ?? {}) as { counts?: unknown; size?: unknown };
  if (segmentation === undefined || segmentation === null) {
    throw new InputError(`${what}: has no segmentation; expected polygons or run lengths`);
  }
  if (!Array.isArray(size) || size[0] !== height || size[1] !== width) {
    const swapped = Array.isArray(size) && size[0] === width && size[1] === height ? ", in this order" : "";
    throw new InputError(
      `${what}: mask size is ${JSON.stringify(size)}; expected [${height}, ${width}], the height and width of its image${swapped}`,
    );
  }
  if (typeof counts === "string" && /^b['"]/.test(counts)) {
    throw new InputError(
      `${what}: run lengths are ${JSON.stringify(counts.slice(0, 12))}..., bytes as Python prints them; expected the text between the quotes`,
    );
  }
  try {
    if (typeof counts === "string") return { kind: "runs", runs: runsFromString(counts, height, width) };
    if (Array.isArray(counts)) {
      return { kind: "runs", runs: runsFromCounts(counts as number[], height, width) };
    }
  } catch (error) {
    throw new InputError(`${what}: ${(error as Error).message}; expected run lengths that fill the mask`);
  }
  throw new InputError(`${what}: segmentation is ${typeof counts}; expected polygons or run lengths`);
}

/** Reads an annotation's segmentation without drawing it. Throws InputError for one that doesn't fit its image. */
export function outlineOf(segmentation: unknown, size: Size, what: string): Outline {
  return Array.isArray(segmentation)
    ? polygonsOf(segmentation, size, what)
    : runsOf(segmentation, size, what);
}

/** The pixels of an outline: polygons united. */
export function runsOfOutline(outline: Outline, { width, height }: Size): RunLengths {
  if (outline.kind === "runs") return outline.runs;
  return uniteRuns(outline.parts.map((part) => runsFromPolygon(part, height, width)));
}
