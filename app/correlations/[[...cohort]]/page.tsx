import type { Metadata } from "next";
import { otherBenchmarks } from "#db/read/queries.ts";
import { CorrelationsPage } from "../../_correlations/correlations-page.tsx";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";

export const metadata: Metadata = { title: "Correlations" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Correlations({ params }: { params: Promise<{ cohort?: string[] }> }) {
  const shown = await shownProtocolBoard((await params).cohort);
  return <CorrelationsPage {...shown} external={otherBenchmarks()} />;
}
