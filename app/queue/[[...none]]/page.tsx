import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { queue } from "#db/read/queries.ts";
import { QueuePage } from "../../_queue/queue-page.tsx";

export const metadata: Metadata = { title: "Waiting" };

/** Made at the first visit and kept until an upload or a decision: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Queue({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  return <QueuePage waiting={await queue()} />;
}
