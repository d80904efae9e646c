import { InputError } from "../../files/input-error.ts";
import { outputSize, phasesOf, type ReadoutConfig } from "../config.ts";

/** For each place of a phased image, in its order, the pixel of the plain image it shows. */
export function phasedPixels(config: ReadoutConfig): Int32Array {
  const [rows, columns] = outputSize(config);
  if (phasesOf(config) === 1) return Int32Array.from({ length: rows * columns }, (_, pixel) => pixel);
  const pixels = new Int32Array(rows * columns);
  let place = 0;
  for (let phase = 0; phase < 4; phase++) {
    for (let row = phase >> 1; row < rows; row += 2) {
      for (let column = phase & 1; column < columns; column += 2) pixels[place++] = row * columns + column;
    }
  }
  return pixels;
}

/** @throws InputError where `targets` are not `images` images of `perImage` values each. */
export function checkTargets(
  targets: { readonly length: number },
  images: number,
  perImage: number,
  what: string,
): void {
  if (targets.length === images * perImage) return;
  throw new InputError(
    `${what}: ${targets.length} values, expected ${images * perImage} (${images} images of ${perImage})`,
  );
}
