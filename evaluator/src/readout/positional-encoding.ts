/** Where queries and feature cells lie, and the sin-cos encoding of that (paper, section 3; PROTOCOL.md). */
import type { GridSize, QueryAlignment } from "./config.ts";

/** One axis of a grid. */
export interface AxisPlaces {
  /** In steps of the training grid, from 0: what the encoding sees. */
  readonly positions: Float64Array;
  /** In units of the image side, outermost cells of the training grid at 0 and 1: what the mask sees. */
  readonly places: Float64Array;
}

/** Places `i / (n - 1)`, positions `i`; a single cell lies at 0. */
export function cellAxis(cells: number): AxisPlaces {
  return queryAxis(cells, cells, "corner");
}

/** `queries` on an axis that had `base` of them in training (Fig. 7). */
export function queryAxis(queries: number, base: number, alignment: QueryAlignment): AxisPlaces {
  const positions = Float64Array.from({ length: queries }, (_, index) => {
    if (alignment === "centre") return ((index + 0.5) * base) / queries - 0.5;
    return queries === 1 ? 0 : (index * (base - 1)) / (queries - 1);
  });
  const places = positions.map((position) => (base === 1 ? 0 : position / (base - 1)));
  return { positions, places };
}

export const positionChannels = 8;
const frequencyBase = 10_000;

/**
 * `[rows * columns, channels]`: for x, then y: sin(p w) for each frequency w = base^(-2k/d), k < d/2, then cos(p w);
 * d = channels / 2. With 8 channels: sin(p), sin(p/100), cos(p), cos(p/100).
 */
export function positionalEncoding(
  rows: Pick<AxisPlaces, "positions">,
  columns: Pick<AxisPlaces, "positions">,
  channels = positionChannels,
  base = frequencyBase,
): Float32Array {
  const frequencies = Array.from({ length: channels / 4 }, (_, k) => base ** ((-4 * k) / channels));
  const encoded = new Float32Array(rows.positions.length * columns.positions.length * channels);
  let offset = 0;
  for (const y of rows.positions) {
    for (const x of columns.positions) {
      for (const position of [x, y]) {
        for (const wave of [Math.sin, Math.cos]) {
          for (const frequency of frequencies) encoded[offset++] = wave(position * frequency);
        }
      }
    }
  }
  return encoded;
}

/** Squared distances along each axis, for every query: `[Q, feature rows]` and `[Q, feature columns]`. */
export function squaredDistances(
  queries: readonly [AxisPlaces, AxisPlaces],
  cells: GridSize,
): readonly [Float32Array, Float32Array] {
  const [queryRows, queryColumns] = queries.map(({ places }) => places);
  const total = queryRows.length * queryColumns.length;
  const along = (axis: 0 | 1, placeOf: (query: number) => number): Float32Array => {
    const { places } = cellAxis(cells[axis]);
    return Float32Array.from({ length: total * cells[axis] }, (_, entry) => {
      const query = Math.floor(entry / cells[axis]);
      return (placeOf(query) - places[entry % cells[axis]]) ** 2;
    });
  };
  return [
    along(0, (query) => queryRows[Math.floor(query / queryColumns.length)]),
    along(1, (query) => queryColumns[query % queryColumns.length]),
  ];
}
