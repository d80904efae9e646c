import type { Cohort } from "#db/derive/board/cohort.ts";

/** Addresses of a page that shows a board, given the board's place among those that the page shows: the first one's is the page's own. */
export const addressUnder =
  (page: string) =>
  ({ id }: Pick<Cohort, "id">, index: number): string =>
    index === 0 ? page : `${page}/${id}`;

/** The same of one of them. */
export function boardAddress(
  page: string,
  { board, cohorts }: { readonly board: { readonly cohort: Cohort }; readonly cohorts: readonly Cohort[] },
): string {
  const { cohort } = board;
  return addressUnder(page)(
    cohort,
    cohorts.findIndex(({ id }) => id === cohort.id),
  );
}
