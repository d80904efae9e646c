import { type MetricId, metricIds } from "#contract";
import { factsOfManifest } from "../derive/board/backbone-facts.ts";
import type { Board, BoardRow } from "../derive/board/board.ts";
import { testManifest } from "./bundle.ts";

/** A row with one measured seed a metric, without intervals. */
export function testRow(id: string, values: Partial<Record<MetricId, number>>): BoardRow {
  const cells: BoardRow["cells"] = {};
  for (const metric of metricIds) {
    const value = values[metric];
    if (value === undefined) continue;
    cells[metric] = {
      metric,
      value,
      source: "measured",
      seeds: 1,
      interval: null,
      intervalCovers: null,
      rankInterval: null,
      secondRun: null,
      resultIds: [],
    };
  }
  const backbone = factsOfManifest(testManifest({ id, label: id }));
  return { backbone, cells, learnableMillions: {}, overallRankInterval: null, speeds: [] };
}

/** A board of built-in scenes. */
export function testBoard(...rows: BoardRow[]): Board {
  return {
    cohort: {
      id: "scenes-p1-smoke",
      kind: "scenes",
      title: "Measured on built-in scenes",
      caption: "",
      backbones: rows.length,
      results: rows.length,
      variant: null,
    },
    rows,
    speedSettings: [],
    categories: ["local semantics", "spatial understanding"],
    statistics: {},
  };
}
