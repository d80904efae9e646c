import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { bestOf, classesBeside, comparison, documentsOfCohort } from "#db/read/queries.ts";
import { ComparePage } from "../../../_compare/compare-page.tsx";
import { askedBackbones, comparable, comparePath, plainSegment } from "../../../_compare/view.ts";
import { shownBoard } from "../../../_parts/shown-board.ts";

export const metadata: Metadata = { title: "Compare" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string; backbones: string }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ cohort: string; backbones: string }>;
}

/** Backbones of a board side by side, each choice at its one address. */
export default async function Compare({ params }: Properties) {
  const { cohort, backbones } = await params;
  const asked = plainSegment(backbones);
  if (asked === null) notFound();
  const { board, cohorts } = await shownBoard([cohort]);
  const known = askedBackbones(
    [asked],
    board.rows.map(({ backbone }) => backbone.id),
  );
  const chosen = comparable(known, await bestOf(board.cohort.id, 2));
  if (chosen.join(",") !== asked) redirect(comparePath(chosen, board.cohort.id));
  const compared = chosen.length > 1 ? await comparison(board.cohort.id, chosen) : null;
  const classes = compared ? await classesBeside(board.cohort.id, chosen) : [];
  const pictured = compared ? await documentsOfCohort("artefacts", board.cohort.id) : [];
  return (
    <ComparePage
      board={board}
      cohorts={cohorts}
      chosen={chosen}
      comparison={compared}
      classes={classes}
      pictured={pictured}
    />
  );
}
