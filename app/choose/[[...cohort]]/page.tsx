import type { Metadata } from "next";
import { optionsOf } from "#db/read/queries.ts";
import { ChoosePage } from "../../_choose/choose-page.tsx";
import { boardAddress } from "../../_parts/board-address.ts";
import { shownBoard } from "../../_parts/shown-board.ts";
import { boardPreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

interface Properties {
  readonly params: Promise<{ cohort?: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const shown = await shownBoard((await params).cohort);
  const { cohort } = shown.board;
  const path = boardAddress("/choose", shown);
  return pageMetadata({
    title: path === "/choose" ? "Choose a backbone" : `Choose a backbone, ${cohort.title}`,
    description: `A short list of frozen vision backbones for a task, a budget of compute, time or memory, and a licence, with the reasons for each. ${cohort.title}.`,
    path,
    preview: boardPreview(cohort.id),
  });
}

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Choose({ params }: Properties) {
  const shown = await shownBoard((await params).cohort);
  return <ChoosePage {...shown} options={await optionsOf(shown.board)} />;
}
