import type { Metadata } from "next";
import { otherBenchmarks } from "#db/read/queries.ts";
import { CorrelationsPage } from "../../_correlations/correlations-page.tsx";
import { boardAddress } from "../../_parts/board-address.ts";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";
import { boardPreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

interface Properties {
  readonly params: Promise<{ cohort?: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const shown = await shownProtocolBoard((await params).cohort);
  const { cohort } = shown.board;
  const path = boardAddress("/correlations", shown);
  return pageMetadata({
    title: path === "/correlations" ? "Correlations" : `Correlations, ${cohort.title}`,
    description: `Rank correlations between tasks, sizes of backbones and other benchmarks, each with its scatter and p. ${cohort.title}.`,
    path,
    preview: boardPreview(cohort.id),
  });
}

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Correlations({ params }: Properties) {
  const shown = await shownProtocolBoard((await params).cohort);
  return <CorrelationsPage {...shown} external={otherBenchmarks()} />;
}
