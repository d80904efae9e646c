import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { bestOf, classesBeside, comparison, documentsOfCohort } from "#db/read/queries.ts";
import { ComparePage } from "../../../_compare/compare-page.tsx";
import { askedBackbones, comparable, comparePath, plainSegment } from "../../../_compare/view.ts";
import { list } from "../../../_parts/format.ts";
import { shownBoard } from "../../../_parts/shown-board.ts";
import { comparePreview } from "../../../_preview/preview-path.ts";
import { pageMetadata } from "../../../_shell/page-metadata.ts";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string; backbones: string }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ cohort: string; backbones: string }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const { cohort, backbones } = await params;
  const { board } = await shownBoard([cohort]);
  const labels = new Map(board.rows.map(({ backbone: { id, label } }) => [id, label]));
  const ids = askedBackbones([plainSegment(backbones) ?? ""], [...labels.keys()]);
  const names = list(ids.map((id) => labels.get(id) ?? id));
  return pageMetadata({
    title: ids.length > 0 ? `${names} compared` : "Compare",
    description: `${names || "Backbones"} side by side in every task: differences, features and predictions. ${board.cohort.title}.`,
    path: comparePath(ids, cohort),
    preview: comparePreview(cohort, ids),
  });
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
