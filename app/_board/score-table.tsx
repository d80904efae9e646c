import { type CSSProperties, useCallback, useEffect, useMemo, useRef } from "react";
import { countedColumns } from "#db/derive/board-view/aggregations.ts";
import { headColumns } from "#db/derive/board-view/board-head.ts";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { clickedSort, noFilters, type SortKey, serialiseView } from "#db/derive/board-view/view.ts";
import { Live } from "../_parts/live.tsx";
import { Pager } from "../_parts/pager.tsx";
import { cardRoles } from "../_table/card-roles.ts";
import { Table } from "../_table/table.tsx";
import styles from "./board.module.css";
import { BoardHead } from "./board-head.tsx";
import { BoardBodyRow, type RowSetting } from "./board-row.tsx";
import { CardOrder } from "./card-order.tsx";
import { type ColumnWidths, columnWidths } from "./column-widths.ts";
import { useRowKeys } from "./row-keys.ts";
import table from "./table.module.css";
import { tableColumns } from "./table-columns.ts";
import type { BoardState } from "./use-board-view.ts";
import { countWords, filterWords, rankedBy, relativeWords } from "./view-words.ts";

interface TableProperties {
  readonly state: BoardState;
  readonly cohortId: string;
  /** "framed": inside another site's page, where nothing is pinned and no step is added to that page's history. */
  readonly place: "page" | "framed";
}

/** What is shown and why, the table, and the way to its further pages. */
export function ScoreTable({ state, cohortId, place }: TableProperties) {
  const { head, view, change, shown, isCurrent } = state;
  const step = place === "page" ? "push" : "replace";
  const sortBy = (key: SortKey) => change(clickedSort(key, view, headColumns(head)), step);
  const [frame, togglePin] = usePins(state);
  const setting = useRowSetting(state, cohortId, place === "page" ? togglePin : null);
  const widths = columnWidths(setting.columns, view.scores);
  useRowKeys(frame, shown.rows);
  // As cards, without a heading row, a table of no rows would name a role that has to hold some.
  const roles = shown.rows.length > 0 ? cardRoles : { table: {}, body: {} };
  return (
    <div ref={frame}>
      <Live>
        <div className={styles.status}>
          <p role="status">{isCurrent ? viewWords(state) : "This view is on its way…"}</p>
          {place === "page" && <Resets state={state} />}
        </div>
        <CardOrder state={state} columns={setting.columns} step={step} />
        <Table
          caption="Scores of frozen backbones. Buttons in the column headings sort the rows; in the rows, arrow keys go from one number to the next."
          isPlain
          className={table.table}
          leastWidth={`${widths.least}rem`}
          region={{ className: table.scroller, lies: true, fitsFrom: widths.fitsFrom }}
          isCurrent={isCurrent}
          {...roles.table}
          data={{ "data-scores": view.scores }}
        >
          <Widths widths={widths} />
          <BoardHead
            columns={setting.columns}
            counted={setting.counted}
            view={view}
            sortBy={sortBy}
            rankBy={(aggregation) => change({ aggregation, sort: "rank", direction: "asc" }, step)}
          />
          <tbody {...roles.body}>
            {shown.rows.map((row) => (
              <BoardBodyRow key={row.backbone.id} setting={setting} row={row} />
            ))}
          </tbody>
        </Table>
        <p className={`${table.keys} no-print`} aria-hidden="true">
          ← → ↑ ↓ go from one number to the next
        </p>
        <Pager page={shown.page} pages={shown.pages} turn={(next) => change({ page: next }, step)}>
          The CSV below has every row.
        </Pager>
      </Live>
    </div>
  );
}

function Widths({ widths: { columns } }: { widths: ColumnWidths }) {
  return (
    <colgroup>
      {columns.map(({ key, width }) => (
        <col key={key} style={{ "--width": `${width}rem` } as CSSProperties} />
      ))}
    </colgroup>
  );
}

function viewWords({ shown, view, head }: BoardState): string {
  const relative = view.scores === "relative" ? ` ${relativeWords}` : "";
  return `${countWords(shown, view, head)} ${rankedBy(view, head, shown)}${relative}`;
}

/** Always the same while the rows have the same columns; rows without `togglePin` lead out of a frame. */
function useRowSetting(
  { head, view: { scores, weights }, shown }: BoardState,
  cohortId: string,
  togglePin: RowSetting["togglePin"],
): RowSetting {
  const { aggregation, taskMetrics, metrics, rules, facts } = shown;
  const names = [aggregation, ...metrics, ...rules, ...facts].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: columns of the same names of a board are the same
  const columns = useMemo(() => tableColumns(shown, head), [names, head]);
  const counted = countedColumns(taskMetrics.map(metricColumn), weights).length;
  return useMemo(
    () => ({
      columns,
      scores,
      counted,
      cohortId,
      togglePin,
      linkTarget: togglePin ? undefined : "_blank",
    }),
    [columns, scores, counted, cohortId, togglePin],
  );
}

/** Pins and lets go; the pressed button keeps the focus while its row moves. */
function usePins({ change, view }: BoardState) {
  const frame = useRef<HTMLDivElement>(null);
  const pressed = useRef<string | null>(null);
  const togglePin = useCallback(
    (id: string) => {
      pressed.current = id;
      change(({ pins, page }) => ({
        page,
        pins: pins.includes(id) ? pins.filter((other) => other !== id) : [...pins, id],
      }));
    },
    [change],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row moves when the pins change
  useEffect(() => {
    if (pressed.current === null) return;
    const button = frame.current?.querySelector<HTMLElement>(`[data-pin="${pressed.current}"]`);
    const target = button ?? frame.current?.querySelector<HTMLElement>("section");
    target?.focus({ preventScroll: true });
    pressed.current = null;
  }, [view.pins]);
  return [frame, togglePin] as const;
}

function Resets({ state: { view, change, reset, head } }: { state: BoardState }) {
  if (serialiseView(view, head).size === 0) return null;
  return (
    <p className="needs-script no-print">
      {filterWords(view, head.facets).length > 0 && (
        <button type="button" onClick={() => change(noFilters)}>
          Clear filters
        </button>
      )}
      <button type="button" onClick={reset}>
        Reset view
      </button>
    </p>
  );
}
