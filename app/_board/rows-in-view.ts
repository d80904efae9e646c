import { compareText } from "#db/derive/compare-text.ts";
import { type BackboneRow, type BoardTable, relativeTime } from "./board-table.ts";
import { passesFacets } from "./facets.ts";
import { factColumns } from "./fact-columns.ts";
import type { BoardFilters, BoardView, SortKey } from "./view.ts";

/**
 * Rows that pass every filter; of the query, each word occurs somewhere in the backbone's facts. A bound of time leaves
 * out what nobody has timed.
 */
export function filterRows(
  { rows, speedSettings: [setting] }: Pick<BoardTable, "rows" | "speedSettings">,
  filters: BoardFilters,
): BackboneRow[] {
  const words = filters.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filters.trainings.length > 0 && !filters.trainings.includes(row.training)) return false;
    if (!isWithin(row.parametersMillions, filters.mostMillions)) return false;
    if (!isWithin(relativeTime(row, setting?.id), filters.mostTime)) return false;
    if (!passesFacets(row, filters.facets)) return false;
    if (words.length === 0) return true;
    const text =
      `${row.id} ${row.label} ${row.training} ${row.objective} ${row.architecture} ${row.pretrainingData}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const isWithin = (value: number | null, most: number | null) =>
  most === null || (value !== null && value <= most);

/** How many rows a bound of time leaves out for no other reason than that nobody has timed them; pinned ones stay. */
export function countUntimed(
  board: Pick<BoardTable, "rows" | "speedSettings">,
  view: BoardFilters & Pick<BoardView, "pins">,
): number {
  if (view.mostTime === null) return 0;
  const [setting] = board.speedSettings;
  return filterRows(board, { ...view, mostTime: null }).filter(
    (row) => relativeTime(row, setting?.id) === null && !view.pins.includes(row.id),
  ).length;
}

/**
 * A new array in the view's order; rows without a value come last in either direction, ties by name.
 * @param board its metrics and the settings of its times
 * @param places overall place of each row, by id: what sorting by "rank" means, ascending for best first
 */
export function sortRows(
  rows: readonly BackboneRow[],
  view: Pick<BoardView, "sort" | "direction">,
  board: Pick<BoardTable, "columns" | "speedSettings">,
  places: ReadonlyMap<string, number | null>,
): BackboneRow[] {
  const sign = view.direction === "asc" ? 1 : -1;
  const keyOf = sortKeyOf(view.sort, board, places);
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return Number(a.key === null) - Number(b.key === null) || byName(a.row, b.row);
    }
    return sign * compare(a.key, b.key) || byName(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

function sortKeyOf(
  sort: SortKey,
  board: Pick<BoardTable, "columns" | "speedSettings">,
  places: ReadonlyMap<string, number | null>,
): (row: BackboneRow) => number | string | null {
  if (sort === "rank") return (row) => places.get(row.id) ?? null;
  if (sort === "name") return (row) => row.label;
  const metric = board.columns.find(({ id }) => id === sort);
  if (metric) return (row) => row.scores[metric.id]?.value ?? null;
  return factColumns(board.columns, board).find(({ key }) => key === sort)?.value ?? (() => null);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareText(String(a), String(b));
}

function byName(a: BackboneRow, b: BackboneRow): number {
  return compareText(a.label, b.label);
}

/** The pinned rows in the order they were pinned, whether or not they pass the filters, then the others as they come. */
export function pinnedFirst(
  all: readonly BackboneRow[],
  passing: readonly BackboneRow[],
  pins: readonly string[],
): BackboneRow[] {
  if (pins.length === 0) return [...passing];
  const pinned = pins.flatMap((id) => all.find((row) => row.id === id) ?? []);
  return [...pinned, ...passing.filter(({ id }) => !pins.includes(id))];
}
