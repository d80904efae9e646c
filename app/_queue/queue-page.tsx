import Link from "next/link";
import type { Waiting } from "#db/read/decisions.ts";
import type { BoardProgress } from "#db/read/progress.ts";
import { awaitingPlace } from "../_backbone/awaiting-place.ts";
import { dateTime } from "../_parts/format.ts";
import { SourceLabel } from "../_parts/source-label.tsx";
import styles from "../_prose/prose.module.css";
import { type Column, DataTable } from "../_table/data-table.tsx";
import { ProgressSection } from "./progress-section.tsx";
import { scoreWords, thingWords } from "./thing-words.ts";

const columns: readonly Column<Waiting>[] = [
  {
    heading: "Backbone",
    cell: ({ backboneId, backboneLabel }) => (
      <Link href={`/backbones/${backboneId}#waiting`} prefetch={false}>
        {backboneLabel}
      </Link>
    ),
  },
  { heading: "What", cell: thingWords },
  { heading: "As it was sent", cell: ({ metrics, device }) => device ?? scoreWords(metrics) },
  { heading: "From", cell: ({ holder }) => holder },
  {
    heading: "Since",
    cell: ({ receivedAt }) => <time dateTime={receivedAt}>{dateTime(receivedAt)}</time>,
  },
  { heading: "Id", cell: ({ id }) => <code title={id}>{id.slice(0, 12)}</code> },
];

interface QueueProperties {
  readonly waiting: readonly Waiting[];
  readonly boards: readonly BoardProgress[];
  /** Backbones that the evaluator comes with and nobody has a result of. */
  readonly awaiting: number;
}

/** What was sent by others than maintainers and counts nowhere yet, and what nobody has sent. */
export function QueuePage({ waiting, boards, awaiting }: QueueProperties) {
  return (
    <>
      <div className={styles.prose}>
        <h1>Waiting</h1>
        <p className={styles.lead}>
          The boards show what maintainers measured. What others send waits here, marked as{" "}
          <SourceLabel source="submitted" />, until one of them has looked at it, and counts in no rank,
          average, snapshot or badge.
        </p>
        {waiting.length === 0 && <p>Nothing waits for a maintainer.</p>}
        {awaiting > 0 && (
          <p>
            <Link href={`/backbones#${awaitingPlace}`} prefetch={false}>
              {awaiting} {awaiting === 1 ? "backbone" : "backbones"}
            </Link>{" "}
            that the evaluator builds {awaiting === 1 ? "awaits" : "await"} measurement: no result of{" "}
            {awaiting === 1 ? "it" : "them"} counts on any board.
          </p>
        )}
      </div>
      {waiting.length > 0 && (
        <DataTable
          caption="What waits for a maintainer"
          isWide
          leastWidth="46rem"
          rows={waiting}
          keyOf={({ id }) => id}
          columns={columns}
        />
      )}
      <ProgressSection boards={boards} />
    </>
  );
}
