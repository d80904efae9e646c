import { notFound } from "next/navigation";
import type { Board, Cohort } from "#db/board-types.ts";
import { board, listCohorts } from "#db/queries.ts";

/**
 * The board an address asks for: no segment means the first cohort, one segment a cohort's id, anything else is not
 * found.
 */
export async function shownBoard(
  segments: readonly string[] = [],
): Promise<{ board: Board; cohorts: readonly Cohort[] }> {
  const cohorts = await listCohorts();
  const id = segments.length === 0 ? cohorts[0]?.id : segments[0];
  const shown = id !== undefined && segments.length < 2 ? await board(id) : null;
  if (!shown) notFound();
  return { board: shown, cohorts };
}
