import Link from "next/link";
import type { SnapshotFacts } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { snapshotPath } from "./snapshot-address.ts";
import styles from "./snapshots.module.css";

/** Every state the results have been in, newest first. */
export function SnapshotList({ snapshots }: { snapshots: readonly SnapshotFacts[] }) {
  return (
    <>
      <h1>Changelog</h1>
      <p className={styles.lead}>
        Every upload makes a new state of the results, and every state keeps its address: cite one, and the
        link opens the same numbers tomorrow.
      </p>
      {snapshots.length === 0 ? (
        <p className={styles.lead}>There is no state to show yet.</p>
      ) : (
        <ScrollRegion label="States of the results" className={styles.scroller}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Since</th>
                <th scope="col">Results</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              {snapshots.map((snapshot) => (
                <tr key={`${snapshot.id} ${snapshot.takenAt}`}>
                  <th scope="row">
                    <Link href={snapshotPath(snapshot.id)} prefetch={false}>
                      <code>{snapshot.id}</code>
                    </Link>
                  </th>
                  <td>
                    <time dateTime={snapshot.takenAt}>{dateTime(snapshot.takenAt)}</time>
                  </td>
                  <td>{snapshot.results}</td>
                  <td>{changeWords(snapshot)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </>
  );
}

function changeWords({ added, removed }: SnapshotFacts): string {
  const words = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} replaced or gone`] : []),
  ];
  return words.join(", ") || "none";
}
