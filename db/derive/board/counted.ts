import { groupBy } from "../group-by.ts";
import type { Role } from "../standing.ts";

/** What decides which of several results, or speeds, of one cell make its number. */
export interface Candidate {
  /** Order of arrival. */
  readonly sequence: number;
  /** null: the site came with it. */
  readonly holder: string | null;
  readonly role: Role;
  /** Has a maintainer's signature. */
  readonly isSigned: boolean;
  readonly seed: number | null;
}

/** Signed before unsigned, a maintainer's before a submitter's. */
function trustOf(current: readonly Candidate[]): number {
  if (current.some(({ isSigned }) => isSigned)) return 0;
  return current.every(({ role }) => role === "maintainer") ? 1 : 2;
}

/** Of one holder the newest of each seed; where any is signed, of the signed ones alone. */
function currentOf<Row extends Candidate>(own: readonly Row[]): Row[] {
  const signed = own.filter(({ isSigned }) => isSigned);
  const bySeed = groupBy(signed.length > 0 ? signed : own, ({ seed }) => seed);
  return [...bySeed.values()].flatMap((rows) => rows.toSorted((a, b) => b.sequence - a.sequence)[0] ?? []);
}

/**
 * Which of the accepted rows make the numbers: of each place on a board one holder's alone, so that nobody's result displaces
 * or averages with another's. Signed results come before a maintainer's, these before a submitter's; of equals, whose came
 * first.
 *
 * @param accepted those that are withdrawn or wait are no candidates; any order
 * @param placeOf what shares one number: a backbone in a column, or a setting of speeds
 */
export function countedOf<Row extends Candidate>(
  accepted: readonly Row[],
  placeOf: (row: Row) => string,
): Row[] {
  return [...groupBy(accepted, placeOf).values()].flatMap((rows) => {
    const runs = [...groupBy(rows, ({ holder }) => holder).values()].map((own) => {
      const current = currentOf(own);
      const first = Math.min(...own.map(({ sequence }) => sequence));
      return { current, first, trust: trustOf(current) };
    });
    return runs.sort((a, b) => a.trust - b.trust || a.first - b.first)[0]?.current ?? [];
  });
}
