import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { finding } from "#db/derive/finding/finding.ts";
import { awaitingBackbones } from "#db/read/queries.ts";
import { BoardPage } from "../_board/board-page.tsx";
import { shownBoard } from "../_parts/shown-board.ts";
import { askedPage } from "../_parts/view-segment.ts";
import { boardPreview } from "../_preview/preview-path.ts";
import { pageMetadata } from "../_shell/page-metadata.ts";

/**
 * The front page. An optional catch-all because only a route with parameters can be left out of the build, made at the
 * first visit and kept until an upload; every other address that ends here names nothing.
 */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ path?: string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const { board } = await shownBoard();
  return pageMetadata({
    ...{ title: null, path: "/", preview: boardPreview(board.cohort.id) },
    description: `Which frozen vision backbone has the best dense features? ${finding(board) ?? ""}`.trim(),
  });
}

export default async function Home({ params }: Properties) {
  const { segments, query } = askedPage((await params).path);
  if (segments.length > 0) notFound();
  return <BoardPage {...(await shownBoard())} query={query} awaiting={(await awaitingBackbones()).length} />;
}
