import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { boardOfSnapshot, diffSnapshots, listSnapshots, snapshot } from "#db/read/queries.ts";
import { askedPage } from "../../_parts/view-segment.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { changesPath, snapshotPath } from "../../_snapshots/snapshot-address.ts";
import { SnapshotBoard } from "../../_snapshots/snapshot-board.tsx";
import { SnapshotOverview } from "../../_snapshots/snapshot-overview.tsx";
import { TwoStates } from "../../_snapshots/two-states.tsx";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ path: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const [id = "", cohortId, other] = askedPage((await params).path).segments;
  const found = await snapshot(id);
  const cohort = found?.cohorts.find((one) => one.id === cohortId);
  if (other !== undefined) {
    return pageMetadata({
      title: `State ${id} since ${other}`,
      description: `What rose, fell, came and went in the results between state ${other} and state ${id}.`,
      path: changesPath(id, other),
    });
  }
  return pageMetadata({
    title: cohort ? `${cohort.title}, state ${id}` : `State ${id}`,
    description: cohort
      ? `${cohort.title} as it was in state ${id}; this page never changes. ${cohort.caption}`
      : `State ${id} of the results: its boards, and what changed since the one before.`,
    path: snapshotPath(id, cohort?.id),
  });
}

/**
 * `/s/ID` is a state of the results, `/s/ID/COHORT` a board in it, `/s/ID/since/OTHER` what changed between two; a release's
 * name is as good as an id.
 */
export default async function Snapshot({ params }: Properties) {
  const { segments, query } = askedPage((await params).path);
  const [id = "", cohortId, other, ...rest] = segments;
  const page = await snapshot(id);
  if (!page || rest.length > 0) notFound();
  if (cohortId === "since" && other !== undefined) {
    const diff = await diffSnapshots(other, id);
    if (!diff) notFound();
    return <TwoStates diff={diff} cohorts={page.cohorts} />;
  }
  if (other !== undefined) notFound();
  if (cohortId === undefined) {
    const all = await listSnapshots();
    const before = all[all.findIndex((one) => one.id === page.snapshot.id) + 1];
    return <SnapshotOverview page={page} diff={before ? await diffSnapshots(before.id, id) : null} />;
  }
  const board = await boardOfSnapshot(id, cohortId);
  if (!board) notFound();
  return <SnapshotBoard page={page} board={board} query={query} />;
}
