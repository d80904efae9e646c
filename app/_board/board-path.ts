import type { Cohort } from "#db/derive/board/cohort.ts";

/**
 * Address of a cohort's board; the first cohort is the front page. Not beside the page: whoever imports it would load the
 * page's scripts.
 */
export function boardPath(cohort: Cohort, index: number): string {
  return index === 0 ? "/" : `/boards/${cohort.id}`;
}

/** @param cohorts of all boards */
export function boardPathAmong(cohorts: readonly Cohort[], cohort: Cohort): string {
  return boardPath(
    cohort,
    cohorts.findIndex(({ id }) => id === cohort.id),
  );
}
