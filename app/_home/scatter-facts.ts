import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { boardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { spanShare } from "../_charts/span-share.ts";
import { sizeAxis } from "../_charts/ticks.ts";
import { costs as allCosts } from "../_pareto/costs.ts";
import { paretoShown } from "../_pareto/shown.ts";
import { parseParetoView } from "../_pareto/view.ts";
import { sharePlace } from "./axis-places.ts";
import { frontNames, type PlacedName } from "./front-names.ts";
import { type ScoreAxis, scoreAxis } from "./score-axis.ts";

/** Score against cost: the chart that the Pareto page of the board opens with. */
export interface Scatter extends ScoreAxis {
  /** With its unit. */
  readonly costLabel: string;
  readonly scale: "linear" | "log";
  readonly costDomain: readonly [number, number];
  readonly costTicks: readonly number[];
  /** By backbone; null: not known. */
  readonly costs: readonly (number | null)[];
  /** The frontier, cheapest first. */
  readonly front: readonly number[];
  readonly names: readonly PlacedName[];
}

/** Pixels of the plot within its axes; the width is that on a phone, and grows with the screen. */
export const smallestPlot = { width: 316, height: 232 };

/** @param rows the board's, in the order of the figures */
export function scatterOf(board: Board, rows: readonly BoardRow[]): Scatter | null {
  const head = boardHead(board);
  const view = parseParetoView(new URLSearchParams(), head);
  const column = headColumns(head).find(({ id }) => id === view.metric);
  const { found } = paretoShown(board.rows, head, view);
  if (!column || found.length === 0) return null;
  const place = new Map(rows.map(({ backbone }, index) => [backbone.id, index]));
  const costs: (number | null)[] = rows.map(() => null);
  for (const { id, cost } of found) costs[place.get(id) ?? -1] = Number(cost.toPrecision(4));
  const { scale, domain, ticks } = sizeAxis(
    found.map(({ cost }) => cost),
    view.scale,
    5,
  );
  const axes = {
    ...scoreAxis(rows, column, 5, "padded"),
    ...{
      costLabel: allCosts.find(({ id }) => id === view.cost)?.label ?? "",
      scale,
      costDomain: domain,
      costTicks: ticks,
      costs,
    },
    front: found.flatMap(({ id, onFront }) => (onFront ? (place.get(id) ?? []) : [])),
  };
  const points = rows.map((_, index) => {
    const [spent, value] = [costs[index] ?? null, axes.values[index] ?? null];
    if (spent === null || value === null) return null;
    const y = smallestPlot.height * (1 - sharePlace(value, axes.domain));
    return { x: smallestPlot.width * spanShare(spent, scale, domain), y };
  });
  const labels = rows.map(({ backbone }) => backbone.label);
  return { ...axes, names: frontNames(points, axes.front, labels, smallestPlot) };
}
