import Link from "next/link";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { SnapshotDiff, SnapshotFacts } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import { changesPath, snapshotName, snapshotPath } from "./snapshot-address.ts";
import { SnapshotChanges } from "./snapshot-changes.tsx";
import styles from "./snapshots.module.css";

/** What changed between any two states. */
export function TwoStates({ diff, cohorts }: { diff: SnapshotDiff; cohorts: readonly Cohort[] }) {
  const { before, after } = diff;
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/snapshots" prefetch={false}>
          Changelog
        </Link>
        <Link href={changesPath(before.id, after.id)} prefetch={false}>
          The other way round
        </Link>
      </p>
      <h1>What changed</h1>
      <p className={styles.lead}>
        From <StateLink state={before} /> to <StateLink state={after} />.
      </p>
      <SnapshotChanges diff={diff} cohorts={cohorts} heading="h2" />
    </>
  );
}

function StateLink({ state }: { state: SnapshotFacts }) {
  return (
    <>
      <Link href={snapshotPath(state.release ?? state.id)} prefetch={false}>
        {snapshotName(state)}
      </Link>{" "}
      of {dateTime(state.takenAt)} ({state.results} results)
    </>
  );
}
