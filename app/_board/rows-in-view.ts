import { type BackboneRow, relativeTime } from "./board-table.ts";
import type { BoardView, SortKey } from "./view.ts";

/** Rows that pass the filters: every word of the query occurs somewhere in the backbone's facts. */
export function filterRows(
  rows: readonly BackboneRow[],
  view: Pick<BoardView, "query" | "trainings">,
): BackboneRow[] {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (view.trainings.length > 0 && !view.trainings.includes(row.training)) return false;
    const text =
      `${row.id} ${row.label} ${row.training} ${row.objective} ${row.architecture} ${row.pretrainingData}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * A new array in the view's order; rows without a value come last in either direction, ties by name.
 * @param speedSettingId whose times "time" sorts by
 * @param ranks overall rank of each row, by id: what sorting by "rank" means, ascending for best first
 */
export function sortRows(
  rows: readonly BackboneRow[],
  view: Pick<BoardView, "sort" | "direction">,
  ranks: ReadonlyMap<string, number | null>,
  speedSettingId?: string,
): BackboneRow[] {
  const sign = view.direction === "asc" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: sortValue(row, view.sort, ranks, speedSettingId) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return Number(a.key === null) - Number(b.key === null) || byName(a.row, b.row);
    }
    return sign * compare(a.key, b.key) || byName(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

function sortValue(
  row: BackboneRow,
  key: SortKey,
  ranks: ReadonlyMap<string, number | null>,
  speedSettingId: string | undefined,
) {
  switch (key) {
    case "rank":
      return ranks.get(row.id) ?? null;
    case "name":
      return row.label.toLowerCase();
    case "parameters":
      return row.parametersMillions;
    case "input":
      return row.inputSizePixels;
    case "features":
      return row.featureGrid[0] * row.featureGrid[1] * row.featureDim;
    case "time":
      return relativeTime(row, speedSettingId);
    default:
      return row.scores[key]?.value ?? null;
  }
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en");
}

function byName(a: BackboneRow, b: BackboneRow): number {
  return a.label.localeCompare(b.label, "en", { numeric: true });
}
