import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { overallRanking } from "#db/derive/board-view/ranking.ts";
import { comparison, documentsOfCohort } from "#db/read/queries.ts";
import { ComparePage } from "../_compare/compare-page.tsx";
import { askedBackbones, comparePath } from "../_compare/view.ts";
import { shownBoard } from "../_parts/shown-board.ts";

export const metadata: Metadata = { title: "Compare" };

interface Properties {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** Rendered at each visit, since its address has the choice; board and cohorts are kept, so that a visit is short. */
export default async function Compare({ searchParams }: Properties) {
  const { with: asked, cohort } = await searchParams;
  const cohortId = [cohort ?? []].flat()[0];
  const { board, cohorts } = await shownBoard(cohortId === undefined ? [] : [cohortId]);
  const known = askedBackbones(
    asked,
    board.rows.map(({ backbone }) => backbone.id),
  );
  // A form repeats the parameter; the comparison has one address.
  if (Array.isArray(asked)) redirect(comparePath(known, board.cohort.id));
  // The two best of the board are what an address shows that chooses nothing of it.
  const bestTwo = () =>
    overallRanking(board)
      .slice(0, 2)
      .map(({ backbone }) => backbone.id);
  const chosen = known.length > 0 ? known : bestTwo();
  const compared = chosen.length > 1 ? await comparison(board.cohort.id, chosen) : null;
  const pictured = compared ? await documentsOfCohort("artefacts", board.cohort.id) : [];
  return (
    <ComparePage board={board} cohorts={cohorts} chosen={chosen} comparison={compared} pictured={pictured} />
  );
}
