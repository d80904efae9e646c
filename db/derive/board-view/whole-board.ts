import type { Board } from "../board/board.ts";
import type { BoardPage } from "./page-in-view.ts";

/** The board of which this is the only page, all its rows as they come; null: it has others, or some are left out. */
export function wholeBoard({ query, head, categories, shown }: BoardPage): Board | null {
  if (query !== "" || shown.rows.length < head.rowCount) return null;
  const { cohort, speedSettings } = head;
  return { cohort, rows: shown.rows, speedSettings, categories, statistics: {} };
}
