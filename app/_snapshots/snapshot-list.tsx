import Link from "next/link";
import type { SnapshotFacts } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import { type Column, DataTable } from "../_table/data-table.tsx";
import { snapshotPath } from "./snapshot-address.ts";
import styles from "./snapshots.module.css";

const columns: readonly Column<SnapshotFacts>[] = [
  {
    heading: "State",
    cell: ({ id }) => (
      <Link href={snapshotPath(id)} prefetch={false}>
        <code>{id}</code>
      </Link>
    ),
  },
  { heading: "Since", cell: ({ takenAt }) => <time dateTime={takenAt}>{dateTime(takenAt)}</time> },
  { heading: "Results", cell: ({ results }) => results },
  { heading: "Change", cell: changeWords },
];

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
        <DataTable
          caption="States of the results"
          rows={snapshots}
          keyOf={({ id, takenAt }) => `${id} ${takenAt}`}
          columns={columns}
        />
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
