import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { decisionLog, listSnapshots, uploads } from "#db/read/queries.ts";
import { SnapshotList } from "../../_snapshots/snapshot-list.tsx";

export const metadata: Metadata = { title: "Changelog" };

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
