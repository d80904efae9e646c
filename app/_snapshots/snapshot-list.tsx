import Link from "next/link";
import type { DecisionEntry } from "#db/read/decisions.ts";
import type { SnapshotFacts } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import { type Column, DataTable } from "../_table/data-table.tsx";
import { DecisionList } from "./decision-list.tsx";
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
export function SnapshotList({
  snapshots,
  decisions,
}: {
  readonly snapshots: readonly SnapshotFacts[];
  readonly decisions: readonly DecisionEntry[];
}) {
  return (
    <>
      <h1>Changelog</h1>
      <p className={styles.lead}>
        Every upload that counts, every signature and every decision makes a new state of the results, and
        every state keeps its address: cite one, and the link opens the same numbers tomorrow.
      </p>
      {snapshots.length === 0 ? (
        <p className={styles.lead}>There is no state to show yet.</p>
      ) : (
        <DataTable
          caption="States of the results"
          leastWidth="32rem"
          rows={snapshots}
          keyOf={({ id, takenAt }) => `${id} ${takenAt}`}
          columns={columns}
        />
      )}
      {decisions.length > 0 && (
        <section aria-labelledby="decisions">
          <h2 id="decisions" className={styles.heading}>
            Decisions
          </h2>
          <p className={styles.lead}>
            What maintainers accepted of what others sent, and what they withdrew. Older states show what was
            withdrawn since, and say so.
          </p>
          <DecisionList caption="Decisions of maintainers" decisions={decisions} />
        </section>
      )}
    </>
  );
}

function changeWords({ added, removed, signed }: SnapshotFacts): string {
  const words = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} withdrawn or gone`] : []),
    ...(signed > 0 ? [`${signed} signed`] : []),
  ];
  return words.join(", ") || "none";
}
