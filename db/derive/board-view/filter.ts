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

/** Bounds of what is not known of every backbone, with what is bounded. */
const openBounds = {
  mostGigaMacs: ({ backbone }: BoardRow) => backbone.gigaMacs,
  mostTime: (row: BoardRow, settingId: string | undefined) => relativeTime(row, settingId),
} as const;

/**
 * Rows that pass every filter; of the query, each word occurs somewhere in the backbone's facts. A bound of compute or time
 * leaves out what nobody has counted or timed.
 */
export function filterRows({ rows, speedSettings: [setting] }: TimedRows, filters: BoardFilters): BoardRow[] {
  const words = filters.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const { backbone } = row;
    const training = trainingOf(backbone.category);
    if (filters.trainings.length > 0 && !filters.trainings.includes(training)) return false;
    if (!isWithin(backbone.parametersMillions, filters.mostMillions)) return false;
    if (!isWithin(openBounds.mostGigaMacs(row), filters.mostGigaMacs)) return false;
    if (!isWithin(openBounds.mostTime(row, setting?.id), filters.mostTime)) return false;
    if (!passesFacets(row, filters.facets)) return false;
    if (words.length === 0) return true;
    const { id, label, objective, architecture, pretrainingData } = backbone;
    const text = `${id} ${label} ${training} ${objective} ${architecture} ${pretrainingData}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const isWithin = (value: number | null, most: number | null) =>
  most === null || (value !== null && value <= most);

/** How many rows a bound leaves out for no other reason than that nobody knows their number; pinned ones stay. */
export function countUnknown(
  board: TimedRows,
  view: BoardFilters & Pick<BoardView, "pins">,
  bound: keyof typeof openBounds,
): number {
  if (view[bound] === null) return 0;
  const [setting] = board.speedSettings;
  return filterRows(board, { ...view, [bound]: null }).filter(
    (row) => openBounds[bound](row, setting?.id) === null && !view.pins.includes(row.backbone.id),
  ).length;
}
