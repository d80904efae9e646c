import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { boardOfSnapshot, diffSnapshots, listSnapshots, snapshot } from "#db/read/queries.ts";
import { askedPage } from "../../_parts/view-segment.ts";
import { SnapshotBoard } from "../../_snapshots/snapshot-board.tsx";
import { SnapshotOverview } from "../../_snapshots/snapshot-overview.tsx";

export const metadata: Metadata = { title: "Earlier results" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

/** `/s/ID` is a state of the results, `/s/ID/COHORT` a board in it. */
export default async function Snapshot({ params }: { params: Promise<{ path: string[] }> }) {
  const { segments, query } = askedPage((await params).path);
  const [id = "", cohortId, ...rest] = segments;
  const page = await snapshot(id);
  if (!page || rest.length > 0) notFound();
  if (cohortId === undefined) {
    const all = await listSnapshots();
    const before = all[all.findIndex((one) => one.id === id) + 1];
    return <SnapshotOverview page={page} diff={before ? await diffSnapshots(before.id, id) : null} />;
  }
  const board = await boardOfSnapshot(id, cohortId);
  if (!board) notFound();
  return <SnapshotBoard page={page} board={board} query={query} />;
}
