import type { Metadata } from "next";
import { ParetoPage } from "../../_pareto/pareto-page.tsx";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";

export const metadata: Metadata = { title: "Pareto frontier" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Pareto({ params }: { params: Promise<{ cohort?: string[] }> }) {
  return <ParetoPage {...(await shownProtocolBoard((await params).cohort))} />;
}
