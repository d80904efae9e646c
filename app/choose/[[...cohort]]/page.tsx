import type { Metadata } from "next";
import { optionsOf } from "#db/read/queries.ts";
import { ChoosePage } from "../../_choose/choose-page.tsx";
import { shownBoard } from "../../_parts/shown-board.ts";

export const metadata: Metadata = {
  title: "Choose a backbone",
  description:
    "A short list of frozen vision backbones for a task, a budget of compute, time or memory, and a licence, with the reasons for each.",
};

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Choose({ params }: { params: Promise<{ cohort?: string[] }> }) {
  const shown = await shownBoard((await params).cohort);
  return <ChoosePage {...shown} options={await optionsOf(shown.board)} />;
}
