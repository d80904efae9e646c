"use client";

import type { BoardPage } from "#db/derive/board-view/page-in-view.ts";
import { serialiseView } from "#db/derive/board-view/view.ts";
import { comparePath, mostCompared } from "../_compare/view.ts";
import { Live } from "../_parts/live.tsx";
import styles from "./board.module.css";
import { BoardControls } from "./board-controls.tsx";
import { Downloads } from "./downloads.tsx";
import { ScoreTable } from "./score-table.tsx";
import { type BoardState, useBoardView } from "./use-board-view.ts";

interface ViewerProperties {
  readonly first: BoardPage;
  /** An older state of the results; null: today's. */
  readonly snapshotId: string | null;
}

export function BoardViewer({ first, snapshotId }: ViewerProperties) {
  const cohortId = first.head.cohort.id;
  const state = useBoardView(first, snapshotId);
  const { head, view, shown, reset } = state;
  return (
    <>
      <Live>
        <BoardControls state={state} />
      </Live>
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
      <div className={`${styles.onwards} no-print`}>
        {snapshotId === null && <SideBySide cohortId={cohortId} state={state} />}
        <Downloads
          cohortId={cohortId}
          snapshotId={snapshotId}
          view={serialiseView({ ...view, page: 1 }, head)}
        />
      </div>
    </>
  );
}

/** How many rows have no rank and why; each row's own gap is in its row. */
function Unranked({
  state: {
    shown: { incomplete },
  },
}: {
  state: BoardState;
}) {
  if (incomplete === 0) return null;
  return (
    <p className={styles.remark}>
      {incomplete === 1 ? "One backbone here has" : `${incomplete} backbones here have`} no rank over all
      tasks: a task that counts is missing, and a figure over fewer tasks is another figure.
    </p>
  );
}

/** The pinned rows, or the first of the page: each number beside the others with its difference. */
function SideBySide({ cohortId, state: { shown } }: { cohortId: string; state: BoardState }) {
  const pinned = shown.pinned >= 2 && shown.pinned <= mostCompared;
  const rows = shown.rows.slice(0, pinned ? shown.pinned : mostCompared);
  if (rows.length < 2) return null;
  const what = pinned
    ? `The ${rows.length} pinned backbones`
    : `The first ${rows.length} of this ${shown.page === 1 ? "view" : "page"}`;
  return (
    <p>
      <a
        href={comparePath(
          rows.map(({ backbone }) => backbone.id),
          cohortId,
        )}
      >
        {what} side by side
      </a>
    </p>
  );
}
