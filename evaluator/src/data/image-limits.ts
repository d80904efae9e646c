import { InputError } from "../files/input-error.ts";

/**
 * Most pixels of an image or a label map, 8192 x 8192: prepared, such an image takes a gigabyte. Sizes come from files, a
 * few bytes of which can promise any number of pixels.
 */
export const mostPixels = 2 ** 26;

/** Throws InputError for a size that no image has, before memory is taken for it. `what` names the file. */
export function requireImageSize(
  { width, height }: { readonly width: number; readonly height: number },
  what: string,
): void {
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (whole && width * height <= mostPixels) return;
  throw new InputError(
    `${what}: ${width} x ${height} pixels; expected whole numbers from 1, at most ${mostPixels} pixels in all`,
  );
}
