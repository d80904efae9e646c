import Link from "next/link";
import type { Board } from "#db/derive/board/board.ts";
import { documentPage } from "#db/derive/board-view/page-in-view.ts";
import { withdrawnOf } from "#db/derive/board-view/withdrawn.ts";
import type { SnapshotPage } from "#db/read/snapshots.ts";
import { BoardNotes } from "../_board/board-notes.tsx";
import { BoardViewer } from "../_board/board-view.tsx";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { dateTime } from "../_parts/format.ts";
import { InView } from "../_parts/in-view.tsx";
import { snapshotName, snapshotPath } from "./snapshot-address.ts";
import styles from "./snapshots.module.css";
import { WithdrawnSince } from "./withdrawn-since.tsx";

/** A board as it was: the board page's own table over the results of one state. */
export function SnapshotBoard({
  board,
  query,
  page: { snapshot, cohorts, withdrawn },
}: {
  board: Board;
  /** The view in the address, without "?". */
  query: string;
  page: SnapshotPage;
}) {
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/snapshots" prefetch={false}>
          Changelog
        </Link>
        <Link href={snapshotPath(snapshot.id)} prefetch={false}>
          {snapshotName(snapshot)}
        </Link>
      </p>
      <h1>The board of {dateTime(snapshot.takenAt)}</h1>
      <CohortLinks
        cohorts={cohorts}
        current={board.cohort.id}
        pathOf={(cohort) => snapshotPath(snapshot.id, cohort.id)}
      />
      <p className={styles.lead}>{board.cohort.caption}</p>
      <WithdrawnSince withdrawn={withdrawnOf(board, withdrawn)} />
      <InView query={query}>
        <BoardViewer first={documentPage(board, query)} snapshotId={snapshot.id} />
      </InView>
      <BoardNotes board={board} />
    </>
  );
}
