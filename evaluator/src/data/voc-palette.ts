import { vocPalette } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import type { MapFacts } from "./label-counts.ts";

const official = vocPalette();

const colourOf = (palette: Uint8Array, index: number): readonly number[] => [
  ...palette.subarray(3 * index, 3 * index + 3),
];

/** Indices that occur, of a palette that says something: grey files and ramps of grey do not. */
function tellingIndices({ counts, palette }: MapFacts): number[] {
  if (palette === null) return [];
  const used = [...counts.keys()].filter((index) => counts[index] > 0);
  const isRamp = used.every((index) => colourOf(palette, index).every((channel) => channel === index));
  return isRamp ? [] : used;
}

const shown = (colour: readonly number[]): string => `(${colour.join(", ")})`;

/**
 * Throws InputError for a map whose colours say something else than its indices: an editor that drops and reorders
 * colours keeps the picture and changes the labels. Grey files, and palettes that are a ramp of grey, say nothing.
 */
export function requireVocPalette(facts: MapFacts, classNames: readonly string[], path: string): void {
  const { palette } = facts;
  const wrong = tellingIndices(facts).find(
    (index) => palette && colourOf(palette, index).join() !== colourOf(official, index).join(),
  );
  if (wrong === undefined || palette === null) return;
  const found = colourOf(palette, wrong);
  const meant = Array.from({ length: 256 }, (_, index) => index).find(
    (index) => colourOf(official, index).join() === found.join(),
  );
  const name = (index: number) =>
    `${index} (${index === 255 ? "border" : (classNames[index] ?? "no class")})`;
  const says =
    found.length < 3
      ? "has no colour"
      : `has the colour ${shown(found)}${meant === undefined ? "" : `, VOC's of index ${name(meant)}`}`;
  throw new InputError(
    `${path}: index ${name(wrong)} ${says}; expected ${shown(colourOf(official, wrong))}, VOC's palette: indices are the labels, and an editor that reorders colours changes them`,
  );
}

/** Colours of the indices that occur in a mask; none of a grey one. */
export type IndexColours = ReadonlyMap<number, string>;

export function coloursOf(facts: MapFacts): IndexColours {
  const palette = facts.palette ?? new Uint8Array();
  return new Map(tellingIndices(facts).map((index) => [index, shown(colourOf(palette, index))]));
}

/**
 * Of a user's own classes the colours are the user's, but the same in every mask: else an editor has reordered them.
 * Throws InputError naming the two masks.
 */
export function requireOneColourEach(
  masks: Iterable<{ readonly path: string; readonly colours: IndexColours }>,
): void {
  const seen = new Map<number, { readonly colour: string; readonly path: string }>();
  for (const { path, colours } of masks) {
    for (const [index, colour] of colours) {
      const known = seen.get(index) ?? { colour, path };
      seen.set(index, known);
      if (known.colour === colour) continue;
      throw new InputError(
        `${path}: index ${index} has the colour ${colour}, in ${known.path} ${known.colour}; expected one colour an index: indices are the labels, and an editor that reorders colours changes them`,
      );
    }
  }
}
