import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { decisionLog, listSnapshots, uploads } from "#db/read/queries.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { SnapshotList } from "../../_snapshots/snapshot-list.tsx";

export const metadata: Metadata = pageMetadata({
  title: "Changelog",
  description:
    "Every state that the results have been in, each at an address that never changes, and what was decided about results.",
  path: "/snapshots",
});

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

const newestUploads = 200;

export default async function Snapshots({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  const newest = await uploads(newestUploads);
  return <SnapshotList snapshots={await listSnapshots()} uploads={newest} decisions={await decisionLog()} />;
}
