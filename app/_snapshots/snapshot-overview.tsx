import Link from "next/link";
import type { SnapshotDiff, SnapshotPage } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import { snapshotName, snapshotPath } from "./snapshot-address.ts";
import { SnapshotChanges } from "./snapshot-changes.tsx";
import styles from "./snapshots.module.css";
import { WithdrawnSince } from "./withdrawn-since.tsx";

interface OverviewProperties {
  readonly page: SnapshotPage;
  /** Against the state before; null for the first. */
  readonly diff: SnapshotDiff | null;
}

/** One state of the results: its boards, and what it changed. */
export function SnapshotOverview({
  page: { snapshot, cohorts, current, lostResults, withdrawn },
  diff,
}: OverviewProperties) {
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/snapshots" prefetch={false}>
          Changelog
        </Link>
      </p>
      <h1>
        {snapshot.release === null
          ? `Results of ${dateTime(snapshot.takenAt)}`
          : `Release ${snapshot.release}`}
      </h1>
      <p className={styles.lead}>
        State <code>{snapshot.id}</code>
        {snapshot.release !== null && ` of ${dateTime(snapshot.takenAt)}`}, {snapshot.results} results.{" "}
        {current ? "This is what the boards show today." : "The boards have changed since."}
        {lostResults > 0 &&
          ` ${lostResults} of its results have been taken away by the operator and are missing here.`}
      </p>
      <WithdrawnSince withdrawn={withdrawn} />
      <h2 className={styles.heading}>Boards in this state</h2>
      <ul className={styles.list}>
        {cohorts.map((cohort) => (
          <li key={cohort.id}>
            <Link href={snapshotPath(snapshot.id, cohort.id)} prefetch={false}>
              {cohort.title}
            </Link>
            , {cohort.backbones} {cohort.backbones === 1 ? "backbone" : "backbones"}
          </li>
        ))}
      </ul>
      <h2 className={styles.heading}>What it changed</h2>
      {diff ? (
        <>
          <p className={styles.lead}>
            Against{" "}
            <Link href={snapshotPath(diff.before.id)} prefetch={false}>
              {snapshotName(diff.before)}
            </Link>{" "}
            of {dateTime(diff.before.takenAt)}.
          </p>
          <SnapshotChanges diff={diff} cohorts={cohorts} heading="h3" />
        </>
      ) : (
        <p className={styles.lead}>It is the first state.</p>
      )}
    </>
  );
}
