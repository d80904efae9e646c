import type { BoardRow } from "../board/board.ts";
import type { SpeedSetting } from "../board/speed.ts";
import { passesFacets } from "./facets.ts";
import { relativeTime } from "./fact-columns.ts";
import { trainingOf } from "./training.ts";
import type { BoardFilters, BoardView } from "./view.ts";

/** Rows, and the settings of their times. */
export interface TimedRows {
  readonly rows: readonly BoardRow[];
  readonly speedSettings: readonly SpeedSetting[];
}

/**
 * Rows that pass every filter; of the query, each word occurs somewhere in the backbone's facts. A bound of time leaves
 * out what nobody has timed.
 */
export function filterRows({ rows, speedSettings: [setting] }: TimedRows, filters: BoardFilters): BoardRow[] {
  const words = filters.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const { backbone } = row;
    const training = trainingOf(backbone.category);
    if (filters.trainings.length > 0 && !filters.trainings.includes(training)) return false;
    if (!isWithin(backbone.parametersMillions, filters.mostMillions)) return false;
    if (!isWithin(relativeTime(row, setting?.id), filters.mostTime)) return false;
    if (!passesFacets(row, filters.facets)) return false;
    if (words.length === 0) return true;
    const { id, label, objective, architecture, pretrainingData } = backbone;
    const text = `${id} ${label} ${training} ${objective} ${architecture} ${pretrainingData}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const isWithin = (value: number | null, most: number | null) =>
  most === null || (value !== null && value <= most);

/** How many rows a bound of time leaves out for no other reason than that nobody has timed them; pinned ones stay. */
export function countUntimed(board: TimedRows, view: BoardFilters & Pick<BoardView, "pins">): number {
  if (view.mostTime === null) return 0;
  const [setting] = board.speedSettings;
  return filterRows(board, { ...view, mostTime: null }).filter(
    (row) => relativeTime(row, setting?.id) === null && !view.pins.includes(row.backbone.id),
  ).length;
}
