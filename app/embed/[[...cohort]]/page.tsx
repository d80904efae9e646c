import type { Metadata } from "next";
import { documentPage } from "#db/derive/board-view/page-in-view.ts";
import { boardPathAmong } from "../../_board/board-path.ts";
import { EmbeddedBoard } from "../../_embed/embedded-board.tsx";
import { InView } from "../../_parts/in-view.tsx";
import { shownBoard } from "../../_parts/shown-board.ts";
import { boardPreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ cohort?: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const { board, cohorts } = await shownBoard((await params).cohort);
  const { cohort } = board;
  const described = pageMetadata({
    title: `${cohort.title}, to be framed`,
    description: `The table of a board alone, for a frame in another page. ${cohort.caption}`,
    path: boardPathAmong(cohorts, cohort),
    preview: boardPreview(cohort.id),
  });
  return { ...described, robots: { index: false } };
}

/** A board for other sites' frames, by the parameters of the board page; the server lets any page frame it. */
export default async function Embed({ params }: Properties) {
  const { board, cohorts, query } = await shownBoard((await params).cohort);
  return (
    <InView query={query}>
      <EmbeddedBoard first={documentPage(board, query)} path={boardPathAmong(cohorts, board.cohort)} />
    </InView>
  );
}
