/** Address of a snapshot, and of one of its boards; it opens the same numbers for ever. */
export function snapshotPath(id: string, cohortId?: string): string {
  return cohortId === undefined ? `/s/${id}` : `/s/${id}/${cohortId}`;
}
