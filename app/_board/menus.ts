import { categories } from "#contract/tasks";
import { areTasksEqual } from "#db/derive/board-view/aggregations.ts";
import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { type FacetId, facetIds } from "#db/derive/board-view/facets.ts";
import { trainingFacts } from "#db/derive/board-view/training.ts";
import { type BoardView, defaultView } from "#db/derive/board-view/view.ts";

export type MenuId = "tasks" | "training" | "licence" | "budget" | "more";

/** A button of the toolbar. */
export interface Menu {
  readonly id: MenuId;
  readonly title: string;
  /** What is chosen, in a word or two. */
  readonly chosen: string;
  /** Is it something else than at first? */
  readonly isInForce: boolean;
}

export const presentCategories = (head: BoardHead) =>
  categories.filter((category) => headColumns(head).some((column) => column.category === category));

/** A fact with more than one value on this board; another would filter nothing. */
export const isOffered = ({ facets, rowCount }: BoardHead, facet: FacetId) =>
  rowCount > 1 && facets[facet].length > 1;

/** Facts that have no menu of their own. */
export const otherFacets = facetIds.filter((facet) => facet !== "licence");

const counted = (id: MenuId, title: string, count: number, none: string): Menu => ({
  ...{ id, title },
  chosen: count > 0 ? String(count) : none,
  isInForce: count > 0,
});

/** The menus that a board has a use for, and what of them a view has chosen. */
export function boardMenus(head: BoardHead, view: BoardView): Menu[] {
  const [first, ...more] = view.trainings;
  const training = counted("training", "Training", view.trainings.length, "all");
  const bounds = [
    ...(view.mostGigaMacs === null ? [] : [`${view.mostGigaMacs} GMACs`]),
    ...(view.mostMillions === null ? [] : [`${view.mostMillions} M`]),
    ...(view.mostTime === null ? [] : [`× ${view.mostTime}`]),
  ];
  const menus: readonly (Menu | false)[] = [
    presentCategories(head).length > 1 && {
      ...({ id: "tasks", title: "Tasks", chosen: view.category } as const),
      isInForce: view.category !== "all",
    },
    first && more.length === 0 ? { ...training, chosen: trainingFacts(first).label.toLowerCase() } : training,
    isOffered(head, "licence") && counted("licence", "Licence", view.facets.licence.length, "any"),
    head.rowCount > 1 && {
      ...({ id: "budget", title: "Budget", chosen: bounds.join(", ") || "any" } as const),
      isInForce: bounds.length > 0,
    },
    counted("more", "More", changedBesides(head, view), ""),
  ];
  return menus.filter((menu) => menu !== false);
}

/** How much of what has no menu of its own differs from the first view. */
function changedBesides(head: BoardHead, view: BoardView): number {
  const first = defaultView(head);
  return [
    view.scores !== first.scores,
    ...otherFacets.map((facet) => view.facets[facet].length > 0),
    view.groups.join() !== first.groups.join(),
    view.aggregation !== first.aggregation,
    !areTasksEqual(view.weights, headColumns(head)),
  ].filter(Boolean).length;
}
