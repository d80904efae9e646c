import type { Metadata } from "next";
import { ParetoPage } from "../../_pareto/pareto-page.tsx";
import { boardAddress } from "../../_parts/board-address.ts";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";
import { paretoPreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

interface Properties {
  readonly params: Promise<{ cohort?: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const shown = await shownProtocolBoard((await params).cohort);
  const { cohort } = shown.board;
  const path = boardAddress("/pareto", shown);
  return pageMetadata({
    title: path === "/pareto" ? "Pareto frontier" : `Pareto frontier, ${cohort.title}`,
    description: `Score against what a backbone costs: arithmetic, measured time, parameters. Which ones nothing beats that is as cheap. ${cohort.title}.`,
    path,
    preview: paretoPreview(cohort.id),
  });
}

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Pareto({ params }: Properties) {
  return <ParetoPage {...(await shownProtocolBoard((await params).cohort))} />;
}
