"use client";

import Link from "next/link";
import type { SnapshotFacts } from "#db/read/snapshots.ts";
import { dateTime } from "../_parts/format.ts";
import type { Column } from "../_table/data-table.tsx";
import { PagedTable } from "../_table/paged-table.tsx";
import { changesPath, snapshotPath } from "./snapshot-address.ts";

/** A state with the one that it is compared with; null: it is the first. */
export interface ListedState extends SnapshotFacts {
  readonly before: string | null;
  /** What that says of it, in words. */
  readonly change: string;
}

const columns: readonly Column<ListedState>[] = [
  {
    heading: "State",
    cell: ({ id, release }) => (
      <>
        {release !== null && (
          <Link href={snapshotPath(release)} prefetch={false}>
            <strong>{release}</strong>
          </Link>
        )}{" "}
        <Link href={snapshotPath(id)} prefetch={false}>
          <code>{id}</code>
        </Link>
      </>
    ),
  },
  { heading: "Since", cell: ({ takenAt }) => <time dateTime={takenAt}>{dateTime(takenAt)}</time> },
  { heading: "Results", cell: ({ results }) => results },
  {
    heading: "Change",
    cell: ({ id, before, change }) =>
      before === null ? (
        change
      ) : (
        <Link href={changesPath(id, before)} prefetch={false}>
          {change}
        </Link>
      ),
  },
];

/** States of the results, newest first. */
export function StateTable({ caption, states }: { caption: string; states: readonly ListedState[] }) {
  return (
    <PagedTable
      caption={caption}
      leastWidth="22rem"
      rows={states}
      keyOf={({ id, takenAt }) => `${id} ${takenAt}`}
      columns={columns}
    />
  );
}
