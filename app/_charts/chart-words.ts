import type { CsvField } from "#db/derive/csv.ts";

/** A chart's numbers as plain data: what its CSV has. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvField[])[];
}

/** A mark of the legend that is drawn into a saved picture. */
export interface LegendEntry {
  readonly label: string;
  /** SVG path, about 10 pixels across, around its own beginning. */
  readonly path: string;
  /** Any CSS colour, the site's tokens included. */
  readonly colour: string;
}

export interface ChartWords {
  /** Name of the files, without an ending: "pareto-voc2012-iou-macs". */
  readonly name: string;
  /** Above the saved picture. */
  readonly title: string;
  /** Whose numbers they are, below the saved picture; the page's address and the date are added to it. */
  readonly source: string;
  readonly legend?: readonly LegendEntry[];
}

/** What a chart can be saved as. */
export const chartFormats = ["PNG", "SVG", "CSV"] as const;
export type ChartFormat = (typeof chartFormats)[number];
