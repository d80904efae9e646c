import { groupBy } from "./group-by.ts";
import type { DecisionAction } from "./standing.ts";

/** A snapshot's address, which no release may have as its name. */
export const snapshotAddress = /^[0-9a-f]{16}$/;

interface Decided {
  readonly action: DecisionAction;
  /** Id of a snapshot. */
  readonly subject: string;
  /** Of a release its name. */
  readonly reason: string;
}

/**
 * Names of released snapshots, by id: of each the newest decision counts.
 *
 * @param newestFirst any decisions
 */
export function releasesOf(newestFirst: readonly Decided[]): ReadonlyMap<string, string> {
  const about = newestFirst.filter(({ action }) => action === "release" || action === "unrelease");
  return new Map(
    [...groupBy(about, ({ subject }) => subject)].flatMap(([id, [newest]]): [string, string][] =>
      newest?.action === "release" ? [[id, newest.reason]] : [],
    ),
  );
}

/** Why a release has nothing to name; null: it has. */
export function releaseObstacle(
  { action, subject, reason }: Decided,
  releases: ReadonlyMap<string, string>,
): string | null {
  const name = releases.get(subject);
  if (action === "unrelease") return name === undefined ? `${subject} is no release` : null;
  if (name !== undefined) return `${subject} is release ${name} already`;
  const other = [...releases].find(([, own]) => own === reason)?.[0];
  return other === undefined ? null : `${reason} is the name of ${other} already`;
}
