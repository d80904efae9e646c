import Link from "next/link";
import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { isOwnKind } from "#db/derive/board/cohort-kind.ts";
import { boardPage } from "#db/derive/board-view/page-in-view.ts";
import { awaitingPlace } from "../_backbone/awaiting-place.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import styles from "./board.module.css";
import { BoardNotes } from "./board-notes.tsx";
import { BoardViewer } from "./board-view.tsx";

/** Address of a cohort's board; the first cohort is the front page. */
export function boardPath(cohort: Cohort, index: number): string {
  return index === 0 ? "/" : `/boards/${cohort.id}`;
}

interface BoardPageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  /** Backbones that the evaluator comes with and nobody has a result of. */
  readonly awaiting: number;
}

export function BoardPage({ board, cohorts, awaiting }: BoardPageProperties) {
  return (
    <>
      <div className={styles.head}>
        <h1>Which backbone has the best dense features?</h1>
        <p>
          Frozen vision backbones, read out by one small attentive probe on{" "}
          {isOwnKind(board.cohort.kind) ? "a user’s own images" : "six dense tasks"}. The probe is the same
          for all of them, so a difference in score is a difference in features.
        </p>
      </div>
      <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={boardPath} />
      <p className={styles.caption}>{board.cohort.caption}</p>
      {board.rows.length === 0 ? (
        <p className={styles.empty}>No result has been uploaded to this board yet.</p>
      ) : (
        <BoardViewer first={boardPage(board)} snapshotId={null} />
      )}
      <BoardNotes board={board} />
      {awaiting > 0 && (
        <p className={styles.caption}>
          <Link href={`/backbones#${awaitingPlace}`} prefetch={false}>
            {awaiting} more {awaiting === 1 ? "backbone" : "backbones"}
          </Link>{" "}
          that the evaluator builds {awaiting === 1 ? "awaits" : "await"} measurement.
        </p>
      )}
    </>
  );
}
