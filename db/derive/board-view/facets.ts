import type { BoardRow } from "../board/board.ts";
import { compareText } from "../compare-text.ts";

/** Facts that rows can be filtered by, any of several values each; the ids are parameters of the URL. */
export const facetIds = ["objective", "architecture", "input", "licence", "source"] as const;
export type FacetId = (typeof facetIds)[number];

export interface FacetOption {
  /** The label as a URL takes it. */
  readonly id: string;
  readonly label: string;
  /** Rows of the whole board that have it. */
  readonly rows: number;
}

export type Facets = Readonly<Record<FacetId, readonly FacetOption[]>>;

/** Ids of the chosen options; none for all. */
export type FacetChoice = Readonly<Record<FacetId, readonly string[]>>;

export const everything: FacetChoice = {
  objective: [],
  architecture: [],
  input: [],
  licence: [],
  source: [],
};

const labelsOf: Readonly<Record<FacetId, (row: BoardRow) => readonly string[]>> = {
  objective: ({ backbone }) => [backbone.objective],
  architecture: ({ backbone }) => [backbone.architecture],
  input: ({ backbone }) => [`${backbone.inputSizePixels} px`],
  licence: ({ backbone }) => [backbone.licence ?? "not stated"],
  source: ({ cells }) => [...new Set(Object.values(cells).map(({ source }) => source))],
};

const slug = (label: string) =>
  label
    .toLowerCase()
    .replaceAll("+", " plus")
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-|-$/g, "");

/** What there is to choose on a board, by label; numbers by size. */
export function facetsOf(rows: readonly BoardRow[]): Facets {
  const options = (facet: FacetId): FacetOption[] => {
    const counts = new Map<string, number>();
    for (const label of rows.flatMap(labelsOf[facet])) counts.set(label, (counts.get(label) ?? 0) + 1);
    return [...counts]
      .map(([label, count]) => ({ id: slug(label), label, rows: count }))
      .sort((a, b) => compareText(a.label, b.label));
  };
  return {
    objective: options("objective"),
    architecture: options("architecture"),
    input: options("input"),
    licence: options("licence"),
    source: options("source"),
  };
}

/** Has the row one of the chosen values of every facet? */
export function passesFacets(row: BoardRow, choice: FacetChoice): boolean {
  return facetIds.every(
    (facet) =>
      choice[facet].length === 0 || labelsOf[facet](row).some((label) => choice[facet].includes(slug(label))),
  );
}
