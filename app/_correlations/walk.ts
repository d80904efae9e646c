/** A cell of the matrix by its row and its place in it. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/**
 * Where a key leads from a cell of rows of such lengths: arrows to the next cell, Home and End to the row's ends, with
 * Control to the matrix's; null for other keys.
 */
export function walked(
  key: string,
  hasControl: boolean,
  from: CellPlace,
  lengths: readonly number[],
): CellPlace | null {
  const lastRow = lengths.length - 1;
  const within = (row: number, column: number): CellPlace => {
    const found = Math.min(Math.max(row, 0), lastRow);
    return { row: found, column: Math.min(Math.max(column, 0), (lengths[found] ?? 1) - 1) };
  };
  switch (key) {
    case "ArrowLeft":
      return within(from.row, from.column - 1);
    case "ArrowRight":
      return within(from.row, from.column + 1);
    case "ArrowUp":
      // A row above may be shorter: the cell above is then not there.
      return from.column < (lengths[from.row - 1] ?? 0) ? within(from.row - 1, from.column) : from;
    case "ArrowDown":
      return within(from.row + 1, from.column);
    case "Home":
      return hasControl ? within(0, 0) : within(from.row, 0);
    case "End":
      return within(hasControl ? lastRow : from.row, Number.POSITIVE_INFINITY);
    default:
      return null;
  }
}
