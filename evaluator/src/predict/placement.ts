import { centreOffset, type PreparationStep, shorterSideSize } from "../data/prepare.ts";
import type { Size } from "../protocol.ts";

/** Sizes of an image, pixels. */
export interface ImageSides {
  readonly width: number;
  readonly height: number;
}

/** The part of an image that a task looks at, in pixels of the image; sides need not be whole. */
export interface Window extends ImageSides {
  readonly left: number;
  readonly top: number;
}

/** What is left of an image after a task's steps: all of it where it is squashed, a square where it is cropped. */
export function windowOf(steps: readonly PreparationStep[], image: ImageSides): Window {
  let window: Window = { left: 0, top: 0, ...image };
  let size: ImageSides = image;
  for (const step of steps) {
    switch (step.kind) {
      case "resize":
        size = step;
        break;
      case "shorter-side":
        size = shorterSideSize(size.height, size.width, step.size);
        break;
      case "centre-crop": {
        const [x, y] = [window.width / size.width, window.height / size.height];
        window = {
          left: window.left + x * centreOffset(size.width, step.width),
          top: window.top + y * centreOffset(size.height, step.height),
          ...{ width: x * step.width, height: y * step.height },
        };
        size = step;
        break;
      }
      case "normalise":
        break;
    }
  }
  return window;
}

/** The same part of the image drawn at another size. */
export function windowIn({ left, top, width, height }: Window, image: ImageSides, drawn: ImageSides): Window {
  const [x, y] = [drawn.width / image.width, drawn.height / image.height];
  return { left: x * left, top: y * top, width: x * width, height: y * height };
}

/** Where a pixel's centre lies between two cells of an axis: the first, the second and the second's share. */
function between(place: number, start: number, length: number, cells: number): [number, number, number] {
  const at = Math.min(cells - 1, Math.max(0, ((place + 0.5 - start) / length) * cells - 0.5));
  const first = Math.floor(at);
  return [first, Math.min(cells - 1, first + 1), at - first];
}

/**
 * Maps `[n, rows, columns]` of a window at every pixel of the image whose centre lies in it, bilinear between the cells'
 * centres. `use` gets the pixel's index and its n values, which the next pixel overwrites.
 */
export function eachPixel(
  maps: Float32Array,
  [rows, columns]: Size,
  window: Window,
  image: ImageSides,
  use: (pixel: number, values: Float32Array) => void,
): void {
  const count = maps.length / (rows * columns);
  const row = new Float32Array(count * columns);
  const values = new Float32Array(count);
  const inside = (place: number, start: number, length: number) =>
    place + 0.5 >= start && place + 0.5 <= start + length;
  for (let y = 0; y < image.height; y++) {
    if (!inside(y, window.top, window.height)) continue;
    const [above, below, share] = between(y, window.top, window.height, rows);
    for (let map = 0; map < count; map++) {
      const [from, to] = [(map * rows + above) * columns, (map * rows + below) * columns];
      for (let x = 0; x < columns; x++) {
        row[map * columns + x] = maps[from + x] + share * (maps[to + x] - maps[from + x]);
      }
    }
    for (let x = 0; x < image.width; x++) {
      if (!inside(x, window.left, window.width)) continue;
      const [first, second, part] = between(x, window.left, window.width, columns);
      for (let map = 0; map < count; map++) {
        const at = map * columns;
        values[map] = row[at + first] + part * (row[at + second] - row[at + first]);
      }
      use(y * image.width + x, values);
    }
  }
}
