"use client";

import { ScoreTable } from "../_board/score-table.tsx";
import { useBoardView } from "../_board/use-board-view.ts";
import { useTable } from "../_board/use-table.ts";
import { serialiseView } from "../_board/view.ts";
import { Awaited } from "../_parts/awaited.tsx";
import { useFirstSign } from "../_parts/first-sign.ts";
import styles from "./embedded-board.module.css";

interface EmbeddedBoardProperties {
  /** Address of the board's table. */
  readonly table: string;
  readonly cohort: { readonly id: string; readonly title: string };
  /** Address of the cohort's board. */
  readonly path: string;
}

/** A board's table alone, for a frame in another site's page; its links lead out of the frame. */
export function EmbeddedBoard(properties: EmbeddedBoardProperties) {
  return (
    <Awaited>
      <LiveBoard {...properties} />
    </Awaited>
  );
}

function LiveBoard({ table, cohort, path }: EmbeddedBoardProperties) {
  const board = useTable(table);
  useFirstSign();
  const state = useBoardView(board);
  const view = serialiseView({ ...state.view, page: 1 }, board.columns);
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
