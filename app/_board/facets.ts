import { compareText } from "#db/derive/compare-text.ts";
import type { BackboneRow } from "./board-table.ts";

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

const labelsOf: Readonly<Record<FacetId, (row: BackboneRow) => readonly string[]>> = {
  objective: (row) => [row.objective],
  architecture: (row) => [row.architecture],
  input: (row) => [`${row.inputSizePixels} px`],
  licence: (row) => [row.licence ?? "not stated"],
  source: (row) => [...new Set(Object.values(row.scores).map(({ source }) => source))],
};

const slug = (label: string) =>
  label
    .toLowerCase()
    .replaceAll("+", " plus")
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^-|-$/g, "");

/** What there is to choose on a board, by label; numbers by size. */
export function facetsOf(rows: readonly BackboneRow[]): Facets {
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
export function passesFacets(row: BackboneRow, choice: FacetChoice): boolean {
  return facetIds.every(
    (facet) =>
      choice[facet].length === 0 || labelsOf[facet](row).some((label) => choice[facet].includes(slug(label))),
  );
}
