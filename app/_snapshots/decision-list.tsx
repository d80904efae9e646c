import Link from "next/link";
import type { DecisionEntry } from "#db/read/decisions.ts";
import { dateTime } from "../_parts/format.ts";
import { actionWords, thingWords } from "../_queue/thing-words.ts";
import { type Column, DataTable } from "../_table/data-table.tsx";

const columns: readonly Column<DecisionEntry>[] = [
  {
    heading: "What",
    cell: ({ action, subject, thing }) => (
      <>
        {actionWords[action]}:{" "}
        {thing ? (
          <>
            <Link href={`/backbones/${thing.backboneId}`} prefetch={false}>
              {thing.backboneLabel}
            </Link>
            , {thingWords(thing)}
          </>
        ) : (
          <code>{subject.slice(0, 12)}</code>
        )}
      </>
    ),
  },
  { heading: "Why", cell: ({ reason }) => reason },
  { heading: "By", cell: ({ decidedBy }) => decidedBy },
  {
    heading: "When",
    cell: ({ decidedAt }) => <time dateTime={decidedAt}>{dateTime(decidedAt)}</time>,
  },
];

/** What maintainers decided of what was sent, newest first. */
export function DecisionList({
  caption,
  decisions,
}: {
  readonly caption: string;
  readonly decisions: readonly DecisionEntry[];
}) {
  return (
    <DataTable
      caption={caption}
      isWide
      leastWidth="40rem"
      rows={decisions}
      keyOf={({ subject, decidedAt, action }) => `${subject} ${action} ${decidedAt}`}
      columns={columns}
    />
  );
}
