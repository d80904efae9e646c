import { trainings } from "#db/derive/board-view/training.ts";
import { banded, dodged, scorePlace } from "./axis-places.ts";
import type { LinkedBackbone } from "./first-figures.ts";
import { type Dot, mostShapes } from "./mark.tsx";
import type { Strip } from "./strip-facts.ts";

/** Of a strip's plot, in pixels: its height, the line that marks stand on, and the narrowest and widest that it is. */
export const stripHeight = 44;
export const stripMiddle = 17;
const narrowest = 330;
export const widest = 460;

export function stripDots({ values, domain }: Strip, backbones: readonly LinkedBackbone[]): Dot[] {
  const places = values.map((value) => (value === null ? null : scorePlace(value, domain)));
  const moves =
    places.length <= mostShapes
      ? dodged(places, narrowest)
      : banded(
          backbones.map(({ training }) => training),
          trainings.map(({ id }) => id),
        );
  return backbones.flatMap(({ training }, index) => {
    const x = places[index] ?? null;
    return x === null ? [] : [{ index, training, x, y: stripMiddle + (moves[index] ?? 0) }];
  });
}
