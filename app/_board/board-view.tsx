"use client";

import { comparePath, mostCompared } from "../_compare/view.ts";
import { Awaited } from "../_parts/awaited.tsx";
import { useFirstSign } from "../_parts/first-sign.ts";
import styles from "./board.module.css";
import { BoardControls } from "./board-controls.tsx";
import { Downloads } from "./downloads.tsx";
import { ScoreTable } from "./score-table.tsx";
import { type BoardState, useBoardView } from "./use-board-view.ts";
import { useTable } from "./use-table.ts";
import { serialiseView } from "./view.ts";

interface ViewerProperties {
  /** Address of the board's table. */
  readonly table: string;
  readonly cohortId: string;
  /** An older state of the results; null: today's. */
  readonly snapshotId: string | null;
}

/** The server's document until its table has come and its visitor gives a sign of life. */
export function BoardViewer(properties: ViewerProperties) {
  return (
    <Awaited>
      <LiveBoard {...properties} />
    </Awaited>
  );
}

function LiveBoard({ table, cohortId, snapshotId }: ViewerProperties) {
  const board = useTable(table);
  useFirstSign();
  const state = useBoardView(board);
  const { view, shown, reset } = state;
  return (
    <>
      <BoardControls state={state} />
      <ScoreTable state={state} cohortId={cohortId} place="page" />
      {shown.passing === 0 && (
        <p className={styles.empty}>
          No backbone passes these filters.{" "}
          <button type="button" onClick={reset}>
            Show all of them
          </button>
        </p>
      )}
      <Unranked state={state} />
      {snapshotId === null && <SideBySide cohortId={cohortId} state={state} />}
      <Downloads
        cohortId={cohortId}
        snapshotId={snapshotId}
        view={serialiseView({ ...view, page: 1 }, board.columns)}
      />
    </>
  );
}

/** How many rows have no rank and why; each row's own gap is in its row. */
function Unranked({ state: { shown } }: { state: BoardState }) {
  const incomplete = shown.rows.filter(({ missing }) => missing.length > 0).length;
  if (incomplete === 0) return null;
  return (
    <p className={styles.remark}>
      {incomplete === 1 ? "One backbone here has" : `${incomplete} backbones here have`} no rank over all
      tasks: a task that counts is missing, and a figure over fewer tasks is another figure.
    </p>
  );
}

/** The pinned rows, or the first of the view: each number beside the others with its difference. */
function SideBySide({ cohortId, state: { view, shown } }: { cohortId: string; state: BoardState }) {
  const pinned = view.pins.length >= 2 && view.pins.length <= mostCompared;
  const chosen = pinned ? view.pins : shown.rows.slice(0, mostCompared).map(({ row }) => row.id);
  if (chosen.length < 2) return null;
  return (
    <p className={`${styles.downloads} no-print`}>
      <a href={comparePath(chosen, cohortId)}>
        {pinned
          ? `The ${chosen.length} pinned backbones side by side`
          : `The first ${chosen.length} of this view side by side`}
      </a>
    </p>
  );
}
