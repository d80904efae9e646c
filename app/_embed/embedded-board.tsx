"use client";

import { useMemo } from "react";
import { type PackedTable, unpackTable } from "../_board/packed-table.ts";
import { ScoreTable } from "../_board/score-table.tsx";
import { useBoardView } from "../_board/use-board-view.ts";
import { serialiseView } from "../_board/view.ts";
import styles from "./embedded-board.module.css";

interface EmbeddedBoardProperties {
  readonly table: PackedTable;
  readonly cohort: { readonly id: string; readonly title: string };
  /** Address of the cohort's board. */
  readonly path: string;
}

/** A board's table alone, for a frame in another site's page; its links lead out of the frame. */
export function EmbeddedBoard({ table: packed, cohort, path }: EmbeddedBoardProperties) {
  const table = useMemo(() => unpackTable(packed), [packed]);
  const state = useBoardView(table);
  const view = serialiseView({ ...state.view, page: 1 }, table.columns);
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
