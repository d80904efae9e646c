/** Address of a snapshot, and of one of its boards; it opens the same numbers for ever. */
export function snapshotPath(id: string, cohortId?: string): string {
  return cohortId === undefined ? `/s/${id}` : `/s/${id}/${cohortId}`;
}

/** Address of what changed from one snapshot to another. */
export function changesPath(afterId: string, beforeId: string): string {
  return `/s/${afterId}/since/${beforeId}`;
}

/** "Release 2026-11", or the id of what has no name. */
export function snapshotName({
  id,
  release,
}: {
  readonly id: string;
  readonly release: string | null;
}): string {
  return release === null ? `State ${id}` : `Release ${release}`;
}
