import type { Metadata } from "next";
import { finding } from "#db/derive/finding/finding.ts";
import { awaitingBackbones } from "#db/read/queries.ts";
import { BoardPage } from "../../_board/board-page.tsx";
import { boardPathAmong } from "../../_board/board-path.ts";
import { shownBoard } from "../../_parts/shown-board.ts";
import { boardPreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ cohort: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const { board, cohorts } = await shownBoard((await params).cohort);
  const { cohort } = board;
  return pageMetadata({
    title: cohort.title,
    description: `${finding(board) ?? ""} ${cohort.caption}`.trim(),
    path: boardPathAmong(cohorts, cohort),
    preview: boardPreview(cohort.id),
  });
}

export default async function CohortBoard({ params }: Properties) {
  const shown = await shownBoard((await params).cohort);
  return <BoardPage {...shown} awaiting={(await awaitingBackbones()).length} />;
}
