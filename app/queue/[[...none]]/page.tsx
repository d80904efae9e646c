import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { awaitingBackbones, progress, queue } from "#db/read/queries.ts";
import { QueuePage } from "../../_queue/queue-page.tsx";
import { pageMetadata } from "../../_shell/page-metadata.ts";

export const metadata: Metadata = pageMetadata({
  title: "Waiting",
  description:
    "What was sent by others than maintainers and waits to be looked at; it counts in no rank until then.",
  path: "/queue",
});

/** Made at the first visit and kept until an upload or a decision: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Queue({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  const awaiting = (await awaitingBackbones()).length;
  return <QueuePage waiting={await queue()} boards={await progress()} awaiting={awaiting} />;
}
