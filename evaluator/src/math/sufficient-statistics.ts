/**
 * Per-image sums from which a pooled metric of any set of images follows exactly: the metric is a function of the
 * column sums. Stored sparse ([images, columns]), since an image holds few of a data set's classes.
 */
export interface SufficientStatistics {
  readonly imageCount: number;
  readonly columnCount: number;
  /** Entries of image i are rowStart[i] ... rowStart[i + 1] - 1. */
  readonly rowStart: Uint32Array;
  readonly column: Uint32Array;
  readonly value: Float64Array;
}

/** Packs dense rows, one an image, `[images][columns]`; every row must have the same length. */
export function packStatistics(rows: readonly ArrayLike<number>[]): SufficientStatistics {
  const columnCount = rows[0]?.length ?? 0;
  const rowStart = new Uint32Array(rows.length + 1);
  const column: number[] = [];
  const value: number[] = [];
  for (const [image, row] of rows.entries()) {
    if (row.length !== columnCount) {
      throw new RangeError(`image ${image} has ${row.length} sums; expected ${columnCount}`);
    }
    for (let c = 0; c < columnCount; c++) {
      if (row[c] === 0) continue;
      column.push(c);
      value.push(row[c]);
    }
    rowStart[image + 1] = column.length;
  }
  return {
    imageCount: rows.length,
    columnCount,
    rowStart,
    column: Uint32Array.from(column),
    value: Float64Array.from(value),
  };
}

/** Column sums with image i counted `multiplicity[i]` times; once each without it. `[columns]` */
export function pooledSums(
  statistics: SufficientStatistics,
  multiplicity?: ArrayLike<number>,
  sums: Float64Array = new Float64Array(statistics.columnCount),
): Float64Array {
  const { imageCount, rowStart, column, value } = statistics;
  sums.fill(0);
  for (let image = 0; image < imageCount; image++) {
    const times = multiplicity === undefined ? 1 : multiplicity[image];
    if (times === 0) continue;
    for (let entry = rowStart[image]; entry < rowStart[image + 1]; entry++) {
      sums[column[entry]] += times * value[entry];
    }
  }
  return sums;
}
