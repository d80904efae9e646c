"use client";

import { useCallback, useMemo, useState } from "react";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { useUrlState } from "../_parts/url-state.ts";
import { aggregate, aggregations } from "./aggregate.ts";
import styles from "./board.module.css";
import { BoardControls } from "./board-controls.tsx";
import { BoardHead } from "./board-head.tsx";
import { BoardBodyRow, columnScale } from "./board-row.tsx";
import type { BoardTable, MetricColumn } from "./board-table.ts";
import { metricRanks, overallRanks, rankedBy } from "./rank-rule.ts";
import { filterRows, sortRows } from "./rows-in-view.ts";
import { type BoardView, firstDirection, parseView, type SortKey, serialiseView } from "./view.ts";

/** Rows drawn before "show all": a browser stays quick with thousands of numbers, and 18 backbones never see it. */
const firstRows = 100;

export function BoardViewer({ table, cohortId }: { table: BoardTable; cohortId: string }) {
  const parse = useCallback((parameters: URLSearchParams) => parseView(parameters, table.columns), [table]);
  const serialise = useCallback((view: BoardView) => serialiseView(view, table.columns), [table]);
  const [view, show] = useUrlState(parse, serialise);
  const [all, setAll] = useState(false);
  const columns = useMemo(
    () => table.columns.filter((column) => view.category === "all" || column.category === view.category),
    [table, view.category],
  );
  const { aggregation, figures, overall, ranks } = useRanking(table, columns, view);
  const scales = useMemo(() => columns.map((column) => columnScale(table.rows, column)), [table, columns]);
  const rows = useMemo(() => sortRows(filterRows(table.rows, view), view, overall), [table, view, overall]);
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
        {rows.length === table.rows.length ? `${rows.length}` : `${rows.length} of ${table.rows.length}`}{" "}
        backbones. {rankedBy(view, columns, aggregation)}
      </p>
      <ScrollRegion label="Scores" className={styles.scroller}>
        <table className={`${styles.table} url-view`}>
          <caption className="visually-hidden">
            Scores of frozen backbones. Buttons in the column headings sort the rows.
          </caption>
          <BoardHead columns={columns} view={view} aggregation={aggregation} sortBy={sortBy} />
          <tbody>
            {drawn.map((row) => (
              <BoardBodyRow
                key={row.id}
                row={row}
                columns={columns}
                scales={scales}
                rank={ranks.get(row.id) ?? null}
                rankInterval={rankIntervalOf(view.sort, row.scores)}
                figure={figures.get(row.id)?.toFixed(aggregation.digits) ?? null}
                cohortId={cohortId}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {rows.length === 0 && <NoMatch reset={() => show(parse(new URLSearchParams()), "push")} />}
      {rows.length > drawn.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          Show all {rows.length} backbones
        </button>
      )}
    </>
  );
}

/** Ranks over the whole cohort: the shown ones by the sorted metric where one is sorted, else by the aggregate. */
function useRanking(table: BoardTable, columns: readonly MetricColumn[], view: BoardView) {
  const { aggregation: id, weights, sort } = view;
  const aggregation = aggregations.find((one) => one.id === id) ?? aggregations[0];
  const figures = useMemo(
    () => aggregate(table.rows, columns, aggregation, weights),
    [table, columns, aggregation, weights],
  );
  const overall = useMemo(
    () => overallRanks(table.rows, figures, aggregation.better),
    [table, figures, aggregation],
  );
  const ranks = useMemo(() => {
    const column = columns.find((candidate) => candidate.id === sort);
    return column ? metricRanks(table.rows, column) : overall;
  }, [table, columns, sort, overall]);
  return { aggregation, figures, overall, ranks };
}

function rankIntervalOf(sort: SortKey, scores: BoardTable["rows"][number]["scores"]) {
  for (const [metric, score] of Object.entries(scores)) if (metric === sort) return score.rankInterval;
  return null;
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
