import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { boardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { sizeAxis } from "../_charts/ticks.ts";
import { candidates } from "../_pareto/candidates.ts";
import { costs as allCosts } from "../_pareto/costs.ts";
import { parseParetoView } from "../_pareto/view.ts";
import { frontNames, type PlacedName } from "./front-names.ts";
import { type ScatterAxes, scatterHeight, scatterPlace } from "./scatter-axes.ts";
import { scoreAxis } from "./score-axis.ts";

/** Score against cost: the chart that the Pareto page of the board opens with. */
export interface Scatter extends ScatterAxes {
  /** With its unit. */
  readonly costLabel: string;
  readonly costTicks: readonly number[];
  /** The frontier, cheapest first. */
  readonly front: readonly number[];
  readonly names: readonly PlacedName[];
}

/** In pixels; the width is that on a phone, and grows with the screen. */
const smallestPlot = { width: 316, height: scatterHeight };

/** @param rows the board's, in the order of the figures */
export function scatterOf(board: Board, rows: readonly BoardRow[]): Scatter | null {
  const head = boardHead(board);
  const view = parseParetoView(new URLSearchParams(), head);
  const column = headColumns(head).find(({ id }) => id === view.metric);
  const spent = allCosts.find(({ id }) => id === view.cost);
  if (!column || !spent) return null;
  const found = candidates(board.rows, column, spent, view.settingId ?? undefined);
  if (found.length === 0) return null;
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
      costLabel: spent.label,
      scale,
      costDomain: domain,
      costTicks: ticks,
      costs,
    },
    front: found.flatMap(({ id, onFront }) => (onFront ? (place.get(id) ?? []) : [])),
  };
  const points = rows.map((_, index) => {
    const at = scatterPlace(axes, index);
    return at && { x: smallestPlot.width * at.x, y: at.y };
  });
  const labels = rows.map(({ backbone }) => backbone.label);
  return { ...axes, names: frontNames(points, axes.front, labels, smallestPlot) };
}
