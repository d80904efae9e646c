import { InputError } from "../files/input-error.ts";
import { vocPalette } from "./indexed-png.ts";
import type { MapFacts } from "./label-counts.ts";

const official = vocPalette();

const colourOf = (palette: Uint8Array, index: number): readonly number[] => [
  ...palette.subarray(3 * index, 3 * index + 3),
];

const shown = (colour: readonly number[]): string => `(${colour.join(", ")})`;

/**
 * Throws InputError for a map whose colours say something else than its indices: an editor that drops and reorders
 * colours keeps the picture and changes the labels. Grey files, and palettes that are a ramp of grey, say nothing.
 */
export function requireVocPalette(
  { counts, palette }: MapFacts,
  classNames: readonly string[],
  path: string,
): void {
  if (palette === null) return;
  const used = [...counts.keys()].filter((index) => counts[index] > 0);
  if (used.every((index) => colourOf(palette, index).every((channel) => channel === index))) return;
  const wrong = used.find((index) => colourOf(palette, index).join() !== colourOf(official, index).join());
  if (wrong === undefined) return;
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
