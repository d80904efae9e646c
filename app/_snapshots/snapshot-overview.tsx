import Link from "next/link";
import { metricFacts, taskFacts } from "#contract";
import type { SnapshotDiff, SnapshotPage } from "#db/snapshot-types.ts";
import { dateTime } from "../_parts/format.ts";
import { snapshotPath } from "./snapshot-address.ts";
import styles from "./snapshots.module.css";

interface OverviewProperties {
  readonly page: SnapshotPage;
  /** Against the state before; null for the first. */
  readonly diff: SnapshotDiff | null;
}

/** One state of the results: its boards, and what it changed. */
export function SnapshotOverview({
  page: { snapshot, cohorts, current, lostResults },
  diff,
}: OverviewProperties) {
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/snapshots" prefetch={false}>
          Changelog
        </Link>
      </p>
      <h1>Results of {dateTime(snapshot.takenAt)}</h1>
      <p className={styles.lead}>
        State <code>{snapshot.id}</code>, {snapshot.results} results.{" "}
        {current ? "This is what the boards show today." : "The boards have changed since."}
        {lostResults > 0 &&
          ` ${lostResults} of its results have been taken away by the operator and are missing here.`}
      </p>
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
      {diff ? <Changes diff={diff} /> : <p className={styles.lead}>It is the first state.</p>}
    </>
  );
}

function Changes({ diff }: { diff: SnapshotDiff }) {
  return (
    <>
      <p className={styles.lead}>
        Against{" "}
        <Link href={snapshotPath(diff.before.id)} prefetch={false}>
          <code>{diff.before.id}</code>
        </Link>{" "}
        of {dateTime(diff.before.takenAt)}.
      </p>
      <ul className={styles.list}>
        {diff.added.map((result) => (
          <li key={result.id}>
            Added: {result.backboneLabel}, {taskFacts(result.task).label}
            {result.seed !== null && `, seed ${result.seed}`}
          </li>
        ))}
        {diff.removed.map((result) => (
          <li key={result.id}>
            Replaced or gone: {result.backboneLabel}, {taskFacts(result.task).label}
            {result.seed !== null && `, seed ${result.seed}`}
          </li>
        ))}
        {diff.cells.map((change) => {
          const { label, task, digits } = metricFacts(change.metric);
          const text = (value: number | null) => value?.toFixed(digits) ?? "nothing";
          return (
            <li key={`${change.cohortId} ${change.backboneId} ${change.metric}`}>
              {change.backboneLabel}, {taskFacts(task).label} {label}: {text(change.before)} →{" "}
              {text(change.after)}
            </li>
          );
        })}
        {diff.ranks.map((change) => (
          <li key={`${change.cohortId} ${change.backboneId} rank`}>
            {change.backboneLabel}, rank: {change.before ?? "none"} → {change.after ?? "none"}
          </li>
        ))}
      </ul>
    </>
  );
}
