import type { BoardRow } from "../board/board.ts";
import type { SpeedSetting } from "../board/speed.ts";
import { compareText } from "../compare-text.ts";
import type { MetricColumn } from "./columns.ts";
import { factColumns } from "./fact-columns.ts";
import type { Places } from "./places.ts";
import type { BoardView, SortKey } from "./view.ts";

/** What a board's rows can be sorted by. */
interface Sortable {
  readonly columns: readonly MetricColumn[];
  readonly speedSettings: readonly SpeedSetting[];
  /** Overall place: what sorting by "rank" means, ascending for best first. */
  readonly places: Places;
}

/** A new array in the view's order; rows without a value come last in either direction, ties by name. */
export function sortRows(
  rows: readonly BoardRow[],
  view: Pick<BoardView, "sort" | "direction">,
  sortable: Sortable,
): BoardRow[] {
  const sign = view.direction === "asc" ? 1 : -1;
  const keyOf = sortKeyOf(view.sort, sortable);
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
  { columns, speedSettings, places }: Sortable,
): (row: BoardRow) => number | string | null {
  if (sort === "rank") return ({ backbone }) => places.get(backbone.id) ?? null;
  if (sort === "name") return ({ backbone }) => backbone.label;
  const metric = columns.find(({ id }) => id === sort);
  if (metric) return ({ cells }) => cells[metric.id]?.value ?? null;
  return factColumns(columns, { speedSettings }).find(({ key }) => key === sort)?.value ?? (() => null);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareText(String(a), String(b));
}

function byName(a: BoardRow, b: BoardRow): number {
  return compareText(a.backbone.label, b.backbone.label);
}

/** The pinned rows in the order they were pinned, whether or not they pass the filters, then the others as they come. */
export function pinnedFirst(
  all: readonly BoardRow[],
  passing: readonly BoardRow[],
  pins: readonly string[],
): BoardRow[] {
  if (pins.length === 0) return [...passing];
  const pinned = pins.flatMap((id) => all.find(({ backbone }) => backbone.id === id) ?? []);
  return [...pinned, ...passing.filter(({ backbone }) => !pins.includes(backbone.id))];
}
