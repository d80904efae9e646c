import type { Board, BoardRow } from "../board/board.ts";
import type { Cell } from "../board/cell.ts";
import { type BoardHead, boardHead } from "./board-head.ts";
import { type BoardInView, boardInView, type RowInView } from "./board-in-view.ts";
import { pageRows } from "./page-rows.ts";
import { parseView, serialiseView } from "./view.ts";

/** One page of what a view shows. */
export interface PageInView extends BoardInView {
  /** From 1, and how many there are. */
  readonly page: number;
  readonly pages: number;
  /** Of this page; pinned ones come first on each. */
  readonly rows: readonly RowInView[];
}

/** @param asked from 1; beyond the last page it is the last */
export function pageOf(shown: BoardInView, asked: number): PageInView {
  const pinned = shown.rows.filter((row) => row.pinned);
  const others = shown.rows.slice(pinned.length);
  const pages = Math.max(1, Math.ceil(others.length / pageRows));
  const page = Math.min(asked, pages);
  return {
    ...shown,
    page,
    pages,
    rows: [...pinned, ...others.slice((page - 1) * pageRows, page * pageRows)],
  };
}

/** Of a score, whose ends are read alone; more digits would be a quarter of all bytes. */
const rounded = (interval: Cell["interval"]): Cell["interval"] =>
  interval && [Number(interval[0].toPrecision(6)), Number(interval[1].toPrecision(6))];

/**
 * A row as it is sent to a browser: without its manifest and the bundles behind each number, which are most of its bytes
 * and on pages of their own, and with rounded intervals.
 */
function sentRow<Row extends BoardRow>(row: Row): Row {
  const sentCell = (cell: Cell): Cell => ({ ...cell, interval: rounded(cell.interval), resultIds: [] });
  return {
    ...row,
    backbone: { ...row.backbone, manifest: null },
    cells: Object.fromEntries(Object.entries(row.cells).map(([id, cell]) => [id, sentCell(cell)])),
  };
}

/** What is sent of a board: one page of a view with all that its controls offer. */
export interface BoardPage {
  /** The view, as an address names it. */
  readonly query: string;
  readonly head: BoardHead;
  readonly categories: Board["categories"];
  readonly shown: PageInView;
  /** Another view, which the document's address names; the page above is of all rows. */
  readonly drawn?: { readonly query: string; readonly shown: PageInView };
}

/** @param parameters of a board's address */
export function boardPage(board: Board, parameters = new URLSearchParams()): BoardPage {
  const head = boardHead(board);
  const view = parseView(parameters, head);
  const shown = pageOf(boardInView(board, view), view.page);
  return {
    ...{ query: serialiseView(view, head).toString(), head, categories: board.categories },
    shown: { ...shown, rows: shown.rows.map(sentRow) },
  };
}

/** What the document of a view's address holds: of a short board all rows, of which any view is made, and the view; of a longer one the view. */
export function documentPage(board: Board, query: string): BoardPage {
  const asked = boardPage(board, new URLSearchParams(query));
  if (board.rows.length > pageRows || asked.query === "") return asked;
  return { ...boardPage(board), drawn: { query: asked.query, shown: asked.shown } };
}

/** A board that has one page, without what its ranks were made of; null where it has more. */
export function shortBoard(board: Board): Board | null {
  return board.rows.length <= pageRows ? { ...board, statistics: {}, rows: board.rows.map(sentRow) } : null;
}
