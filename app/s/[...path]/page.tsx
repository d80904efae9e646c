import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { boardOfSnapshot, diffSnapshots, listSnapshots, snapshot } from "#db/read/queries.ts";
import { askedPage } from "../../_parts/view-segment.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { changesPath, snapshotName, snapshotPath } from "../../_snapshots/snapshot-address.ts";
import { SnapshotBoard } from "../../_snapshots/snapshot-board.tsx";
import { SnapshotOverview } from "../../_snapshots/snapshot-overview.tsx";
import { TwoStates } from "../../_snapshots/two-states.tsx";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

/** Of one request, whose head and page both ask for it. */
const stateAt = cache((id: string) => snapshot(id));

interface Properties {
  readonly params: Promise<{ path: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const [id = "", cohortId, other] = askedPage((await params).path).segments;
  if (other !== undefined) {
    return pageMetadata({
      title: `What changed from ${other} to ${id}`,
      description: `What rose, fell, came and went in the results between ${other} and ${id}.`,
      path: changesPath(id, other),
    });
  }
  const found = await stateAt(id);
  if (!found) notFound();
  const name = snapshotName(found.snapshot);
  const cohort = found.cohorts.find((one) => one.id === cohortId);
  return pageMetadata({
    title: cohort ? `${cohort.title}, ${name}` : name,
    description: cohort
      ? `${cohort.title} as it was in ${name}; this page never changes. ${cohort.caption}`
      : `${name} of the results: its boards, and what changed since the one before.`,
    // A release's name may be taken back.
    path: snapshotPath(found.snapshot.id, cohort?.id),
  });
}

/**
 * `/s/ID` is a state of the results, `/s/ID/COHORT` a board in it, `/s/ID/since/OTHER` what changed between two; a release's
 * name is as good as an id.
 */
export default async function Snapshot({ params }: Properties) {
  const { segments, query } = askedPage((await params).path);
  const [id = "", cohortId, other, ...rest] = segments;
  const page = await stateAt(id);
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
