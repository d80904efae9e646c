import { notFound } from "next/navigation";
import { awaitingBackbones } from "#db/read/queries.ts";
import { BoardPage } from "../_board/board-page.tsx";
import { shownBoard } from "../_parts/shown-board.ts";
import { askedPage } from "../_parts/view-segment.ts";

/**
 * The front page. An optional catch-all because only a route with parameters can be left out of the build, made at the
 * first visit and kept until an upload; every other address that ends here names nothing.
 */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

export default async function Home({ params }: { params: Promise<{ path?: string[] }> }) {
  const { segments, query } = askedPage((await params).path);
  if (segments.length > 0) notFound();
  return <BoardPage {...(await shownBoard())} query={query} awaiting={(await awaitingBackbones()).length} />;
}
