import { useCallback, useEffect, useMemo, useRef } from "react";
import { list } from "../_parts/format.ts";
import { Pager } from "../_parts/pager.tsx";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { countedColumns } from "./aggregate.ts";
import styles from "./board.module.css";
import { BoardHead } from "./board-head.tsx";
import type { RowInView } from "./board-in-view.ts";
import { BoardBodyRow, type RowSetting } from "./board-row.tsx";
import table from "./table.module.css";
import type { BoardState } from "./use-board-view.ts";
import { firstDirection, noFilters, type SortKey, serialiseView } from "./view.ts";
import { countWords, filterWords, rankedBy, relativeWords } from "./view-words.ts";

/** Rows of a page. What a click costs is drawing them, whatever the board's length: so they are few. */
const pageRows = 50;
const longTableRows = 40;

interface TableProperties {
  readonly state: BoardState;
  readonly cohortId: string;
  /** "framed": inside another site's page, where nothing is pinned and no step is added to that page's history. */
  readonly place: "page" | "framed";
}

/** What is shown and why, the table, and the way to its further pages. */
export function ScoreTable({ state, cohortId, place }: TableProperties) {
  const { table: board, view, change, shown, facets } = state;
  const step = place === "page" ? "push" : "replace";
  const sortBy = (key: SortKey) => {
    const flipped = view.direction === "asc" ? "desc" : "asc";
    change({ sort: key, direction: view.sort === key ? flipped : firstDirection(key, board.columns) }, step);
  };
  const [frame, togglePin] = usePins(state);
  const { columns, scales, rules, facts } = shown;
  const { scores } = view;
  const setting = useMemo<RowSetting>(
    () => ({
      columns,
      scales,
      rules,
      facts,
      scores,
      cohortId,
      togglePin: place === "page" ? togglePin : null,
      linkTarget: place === "page" ? undefined : "_blank",
    }),
    [columns, scales, rules, facts, scores, cohortId, place, togglePin],
  );
  const { page, pages, drawn } = pageOf(shown.rows, view.page);
  return (
    <div ref={frame}>
      <div className={styles.status}>
        <p role="status">
          {countWords(shown, view, board, facets)} {rankedBy(view, board, shown.tasks, shown.aggregation)}
          {scores === "relative" && ` ${relativeWords}`}
        </p>
        {place === "page" && <Resets state={state} />}
      </div>
      <ScrollRegion
        label="Scores"
        className={`${table.scroller} prints-lying`}
        length={drawn.length > longTableRows ? "long" : undefined}
      >
        <table className={`${table.table} url-view`} data-scores={scores}>
          <caption className="visually-hidden">
            Scores of frozen backbones. Buttons in the column headings sort the rows.
          </caption>
          <BoardHead
            shown={shown}
            view={view}
            sortBy={sortBy}
            rankBy={(aggregation) => change({ aggregation, sort: "rank", direction: "asc" }, step)}
          />
          <tbody>
            {drawn.map((one) => (
              <BoardBodyRow key={one.row.id} setting={setting} {...rowWords(one, state)} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <Pager page={page} pages={pages} turn={(next) => change({ page: next }, step)} />
    </div>
  );
}

/** Pinned rows are on every page. */
function pageOf(rows: readonly RowInView[], asked: number) {
  const pinned = rows.filter((one) => one.pinned);
  const others = rows.slice(pinned.length);
  const pages = Math.max(1, Math.ceil(others.length / pageRows));
  const page = Math.min(asked, pages);
  return { page, pages, drawn: [...pinned, ...others.slice((page - 1) * pageRows, page * pageRows)] };
}

/** A row's own properties; texts, so that a row that says the same is not drawn again. */
function rowWords(one: RowInView, { shown, view }: BoardState) {
  const { row, rank, rankInterval, figure, missing, pinned } = one;
  const counted = countedColumns(shown.tasks, view.weights).length;
  const done = missing.length > 0 ? `${counted - missing.length} of ${counted}` : null;
  const reason =
    missing.length > 0
      ? `no result in ${list(missing.map(({ taskLabel }) => taskLabel))}`
      : counted === 0
        ? "no task has a weight"
        : "there is nothing to compare it with";
  const text = figure?.toFixed(shown.aggregation.digits) ?? null;
  return { row, rank, rankInterval, figure: text, done, reason, pinned };
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

function Resets({ state: { view, change, reset, table: board, facets } }: { state: BoardState }) {
  if (serialiseView(view, board.columns).size === 0) return null;
  return (
    <p className="needs-script no-print">
      {filterWords(view, facets).length > 0 && (
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
