"use client";

import type { BoardPage } from "#db/derive/board-view/page-in-view.ts";
import { serialiseView } from "#db/derive/board-view/view.ts";
import { ScoreTable } from "../_board/score-table.tsx";
import { useBoardView } from "../_board/use-board-view.ts";
import styles from "./embedded-board.module.css";

interface EmbeddedBoardProperties {
  readonly first: BoardPage;
  /** Address of the cohort's board. */
  readonly path: string;
}

/** A board's table alone, for a frame in another site's page; its links lead out of the frame. */
export function EmbeddedBoard({ first, path }: EmbeddedBoardProperties) {
  const { cohort } = first.head;
  const state = useBoardView(first, null);
  const view = serialiseView({ ...state.view, page: 1 }, state.head);
  return (
    <div className={styles.embedded}>
      <header>
        <h1>{cohort.title}</h1>
        <a href={view.size > 0 ? `${path}?${view}` : path} target="_blank" rel="noopener">
          Dense Probing Leaderboard
        </a>
      </header>
      <ScoreTable state={state} cohortId={cohort.id} place="framed" />
      {state.shown.rows.length === 0 && <p>No backbone passes the filters of this view.</p>}
    </div>
  );
}
