import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { boardOfSnapshot, diffSnapshots, listSnapshots, snapshot } from "#db/read/queries.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { snapshotPath } from "../../_snapshots/snapshot-address.ts";
import { SnapshotBoard } from "../../_snapshots/snapshot-board.tsx";
import { SnapshotOverview } from "../../_snapshots/snapshot-overview.tsx";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ path: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const [id = "", cohortId] = (await params).path;
  const found = await snapshot(id);
  const cohort = found?.cohorts.find((one) => one.id === cohortId);
  return pageMetadata({
    title: cohort ? `${cohort.title}, state ${id}` : `State ${id}`,
    description: cohort
      ? `${cohort.title} as it was in state ${id}; this page never changes. ${cohort.caption}`
      : `State ${id} of the results: its boards, and what changed since the one before.`,
    path: snapshotPath(id, cohort?.id),
  });
}

/** `/s/ID` is a state of the results, `/s/ID/COHORT` a board in it. */
export default async function Snapshot({ params }: Properties) {
  const [id = "", cohortId, ...rest] = (await params).path;
  const page = await snapshot(id);
  if (!page || rest.length > 0) notFound();
  if (cohortId === undefined) {
    const all = await listSnapshots();
    const before = all[all.findIndex((one) => one.id === id) + 1];
    return <SnapshotOverview page={page} diff={before ? await diffSnapshots(before.id, id) : null} />;
  }
  const board = await boardOfSnapshot(id, cohortId);
  if (!board) notFound();
  return <SnapshotBoard page={page} board={board} />;
}
