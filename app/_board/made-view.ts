/** What makes a view of a whole board, apart: a page draws its first view without it. */
export { rankBoard, viewRanked } from "#db/derive/board-view/board-in-view.ts";
export { pageOf } from "#db/derive/board-view/page-in-view.ts";
