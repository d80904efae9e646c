"use client";

import { useCallback, useMemo, useState } from "react";
import { comparePath, mostCompared } from "../_compare/view.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { useUrlState } from "../_parts/url-state.ts";
import styles from "./board.module.css";
import { BoardControls } from "./board-controls.tsx";
import { BoardHead } from "./board-head.tsx";
import { boardInView } from "./board-in-view.ts";
import { BoardBodyRow, columnScale } from "./board-row.tsx";
import type { BoardTable } from "./board-table.ts";
import { rankedBy, rankIntervalOf } from "./rank-rule.ts";
import { type BoardView, firstDirection, parseView, type SortKey, serialiseView } from "./view.ts";

/** Rows drawn before "show all": a browser stays quick with thousands of numbers, and 18 backbones never see it. */
const firstRows = 100;
const longTableRows = 40;

interface ViewerProperties {
  readonly table: BoardTable;
  readonly cohortId: string;
  /** An older state of the results; null: today's. */
  readonly snapshotId: string | null;
}

export function BoardViewer({ table, cohortId, snapshotId }: ViewerProperties) {
  const parse = useCallback((parameters: URLSearchParams) => parseView(parameters, table.columns), [table]);
  const serialise = useCallback((view: BoardView) => serialiseView(view, table.columns), [table]);
  const [view, show] = useUrlState(parse, serialise);
  const [all, setAll] = useState(false);
  const { columns, aggregation, rows } = useMemo(() => boardInView(table, view), [table, view]);
  const scales = useMemo(() => columns.map((column) => columnScale(table.rows, column)), [table, columns]);
  const sortBy = (key: SortKey) => {
    const flipped = view.direction === "asc" ? "desc" : "asc";
    show(
      { ...view, sort: key, direction: view.sort === key ? flipped : firstDirection(key, columns) },
      "push",
    );
  };
  const drawn = all ? rows : rows.slice(0, firstRows);
  return (
    <>
      <BoardControls view={view} show={show} table={table} />
      <p className={styles.status} role="status">
        {countWords(rows.length, table.rows.length)} {rankedBy(view, columns, aggregation)}
      </p>
      <ScrollRegion
        label="Scores"
        className={styles.scroller}
        length={drawn.length > longTableRows ? "long" : undefined}
      >
        <table className={`${styles.table} url-view`}>
          <caption className="visually-hidden">
            Scores of frozen backbones. Buttons in the column headings sort the rows.
          </caption>
          <BoardHead
            columns={columns}
            view={view}
            aggregation={aggregation}
            sortBy={sortBy}
            speedSetting={table.speedSettings[0]}
          />
          <tbody>
            {drawn.map(({ row, rank, figure }) => (
              <BoardBodyRow
                key={row.id}
                row={row}
                columns={columns}
                scales={scales}
                rank={rank}
                rankInterval={rankIntervalOf(row, view, aggregation)}
                figure={figure?.toFixed(aggregation.digits) ?? null}
                cohortId={cohortId}
                speedSettingId={table.speedSettings[0]?.id}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {snapshotId === null && <SideBySide cohortId={cohortId} ids={rows.map(({ row }) => row.id)} />}
      <Downloads cohortId={cohortId} snapshotId={snapshotId} view={serialise(view)} />
      {rows.length === 0 && <NoMatch reset={() => show(parse(new URLSearchParams()), "push")} />}
      {rows.length > drawn.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          Show all {rows.length} backbones
        </button>
      )}
    </>
  );
}

/** The first rows of the view, each number beside the others with its difference. */
function SideBySide({ cohortId, ids }: { cohortId: string; ids: readonly string[] }) {
  const first = ids.slice(0, mostCompared);
  if (first.length < 2) return null;
  return (
    <p className={`${styles.downloads} no-print`}>
      <a href={comparePath(first, cohortId)}>The first {first.length} of this view side by side</a>
    </p>
  );
}

interface DownloadsProperties {
  readonly cohortId: string;
  readonly snapshotId: string | null;
  readonly view: URLSearchParams;
}

/** Exactly the view on screen as data; the API takes the page's own parameters. */
function Downloads({ cohortId, snapshotId, view }: DownloadsProperties) {
  const address = (format: "csv" | "json") => {
    const parameters = new URLSearchParams(view);
    if (snapshotId) parameters.set("snapshot", snapshotId);
    parameters.set("format", format);
    return `/api/v1/boards/${cohortId}?${parameters}`;
  };
  return (
    <p className={`${styles.downloads} no-print`}>
      This view as <a href={address("csv")}>CSV</a> or <a href={address("json")}>JSON</a>
    </p>
  );
}

function countWords(shown: number, all: number): string {
  const noun = all === 1 ? "backbone" : "backbones";
  return shown === all ? `${all} ${noun}.` : `${shown} of ${all} ${noun}.`;
}

function NoMatch({ reset }: { reset: () => void }) {
  return (
    <p className={styles.empty}>
      No backbone passes these filters.{" "}
      <button type="button" onClick={reset}>
        Show all of them
      </button>
    </p>
  );
}
