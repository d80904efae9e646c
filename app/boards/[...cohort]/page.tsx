import type { Metadata } from "next";
import { awaitingBackbones } from "#db/read/queries.ts";
import { BoardPage } from "../../_board/board-page.tsx";
import { shownBoard } from "../../_parts/shown-board.ts";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ cohort: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const { board } = await shownBoard((await params).cohort);
  return { title: board.cohort.title };
}

export default async function CohortBoard({ params }: Properties) {
  const shown = await shownBoard((await params).cohort);
  return <BoardPage {...shown} awaiting={(await awaitingBackbones()).length} />;
}
