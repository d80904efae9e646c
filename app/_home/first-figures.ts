import type { Board } from "#db/derive/board/board.ts";
import { mainColumns } from "#db/derive/board-view/columns.ts";
import { overallRanking } from "#db/derive/board-view/ranking.ts";
import { type Training, trainingOf } from "#db/derive/board-view/training.ts";
import { type Scatter, scatterOf } from "./scatter-facts.ts";
import { type Strip, stripOf } from "./strip-facts.ts";

/** What the figures above a board show of it, as plain data; backbones are told by their place in one list. */
export interface FirstFigures {
  /** By rank over all tasks, those without one last. */
  readonly backbones: readonly LinkedBackbone[];
  readonly strips: readonly Strip[];
  /** null: no backbone has both numbers. */
  readonly scatter: Scatter | null;
}

export interface LinkedBackbone {
  readonly id: string;
  readonly label: string;
  readonly training: Training;
}

export function firstFigures(board: Board): FirstFigures {
  const rows = overallRanking(board);
  return {
    backbones: rows.map(({ backbone: { id, label, category } }) => ({
      id,
      label,
      training: trainingOf(category),
    })),
    strips: mainColumns(board.rows).map((column) => stripOf(rows, column)),
    scatter: scatterOf(board, rows),
  };
}
