import { describe, expect, test } from "vitest";
import { type MetricId, metricFacts, type TaskId } from "#contract";
import { finished } from "../../test/finished.ts";
import type { BoardResult } from "./cell.ts";
import { type Column, columnInPieces } from "./column.ts";
import { overallRanksInPieces } from "./overall-rank.ts";

const metrics = [
  ...["voc2012/iou", "coco-stuff/iou", "boundaries/iou"],
  ...["nyuv2-depth/rmse", "instance-discrimination/ari"],
] as MetricId[];

/** `values[backbone]` in each task, higher better, with evenly spread errors of their own. */
function columnOf(metric: MetricId, values: Readonly<Record<string, number>>, width: number, hash = "5") {
  const facts = metricFacts(metric);
  const sign = facts.better === "higher" ? 1 : -1;
  const results = Object.entries(values).map(([backboneId, value], index): BoardResult => {
    const step = 2 * (7 * index + 3 * metric.length) + 1;
    const replicates = Float32Array.from(
      { length: 1000 },
      (_, r) => sign * (value + width * (((r * step) % 1000) / 500 - 1)),
    );
    const seed = {
      ...{ resultId: `${backboneId} ${metric}`, sequence: 1, source: "measured", value: sign * value },
      ...{ replicates, indicesSha256: hash },
    } as const;
    return {
      ...{ backboneId, task: metric.split("/")[0] as TaskId, learnableMillions: null },
      metrics: { [metric]: seed },
    };
  });
  return finished(columnInPieces(facts, results));
}

/** The metric is not defined on every third resample, of one backbone alone. */
function withUndefined(column: Column, backboneId: string): Column {
  const results = [...column.seeds].map(([id, [seed]]): BoardResult => {
    const replicates = seed?.replicates?.map((value, r) =>
      id === backboneId && r % 3 === 0 ? Number.NaN : value,
    );
    const own = seed && replicates ? { [column.metric.id]: { ...seed, replicates } } : {};
    return { backboneId: id, task: column.metric.task, learnableMillions: null, metrics: own };
  });
  return finished(columnInPieces(column.metric, results));
}

const overall = (...columns: ReturnType<typeof columnOf>[]) =>
  Object.fromEntries(finished(overallRanksInPieces(columns)));

describe("ranks over all tasks", () => {
  test("are certain where every replicate agrees, on one task and on many", () => {
    const certain = { a: [1, 1], b: [2, 2], c: [3, 3] };
    const columns = metrics.map((metric) => columnOf(metric, { a: 30, b: 20, c: 10 }, 1));
    expect(overall(...columns.slice(0, 1))).toEqual(certain);
    expect(overall(...columns)).toEqual(certain);
  });

  test("of one task are those of its column", () => {
    const column = columnOf("voc2012/iou", { a: 30, b: 29, c: 27, d: 5 }, 3);
    expect(overall(column)).toEqual(
      Object.fromEntries([...column.cells].map(([id, { rankInterval }]) => [id, rankInterval])),
    );
  });

  test("are open where tasks disagree, few or many", () => {
    const [one, other] = [
      { a: 30, b: 10 },
      { a: 10, b: 30 },
    ];
    const open = { a: [1, 2], b: [1, 2] };
    expect(overall(columnOf("voc2012/iou", one, 1), columnOf("nyuv2-depth/rmse", other, 1))).toEqual(open);
    const many = metrics.map((metric, index) => columnOf(metric, index % 2 ? one : other, 25));
    expect(overall(...many)).toEqual(open);
  });

  test("are among those that have every task", () => {
    const columns = metrics.map((metric) => columnOf(metric, { a: 30, b: 20 }, 1));
    const more = columnOf("object-detection/apLarge", { b: 20, c: 40 }, 1);
    expect(overall(...columns, more)).toEqual({ b: null });
  });

  test("are the same of what columns keep as of what is made anew", () => {
    const columns = metrics.map((metric, index) => {
      const values = { a: 30, b: 29, c: 28 - index, d: 12, e: 11 };
      // A task that a sixth has already, on fewer resamples or on all, and one that lists them in another order.
      if (index === 1) return columnOf(metric, { late: 25, ...values }, 8);
      if (index === 2) return withUndefined(columnOf(metric, { ...values, late: 25 }, 8), "late");
      if (index === 3) return columnOf(metric, Object.fromEntries(Object.entries(values).reverse()), 8);
      return columnOf(metric, values, 8);
    });
    const anew = columns.map((column) => ({ ...column, comparable: null }));
    expect(overall(...columns)).toEqual(overall(...anew));
    expect(overall(...columns), "kept ranks").toEqual(overall(...anew));
    expect(Object.keys(overall(...columns))).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("are unknown without paired replicates", () => {
    const columns = metrics.map((metric) => columnOf(metric, { a: 30, b: 20 }, 1));
    const unpaired = finished(
      columnInPieces(metricFacts("object-detection/apLarge"), [
        ...["5", "6"].map(
          (hash, index): BoardResult => ({
            ...{ backboneId: "ab"[index] ?? "", task: "object-detection", learnableMillions: null },
            metrics: {
              "object-detection/apLarge": {
                ...{ resultId: hash, sequence: 1, source: "measured", value: 1 },
                ...{ replicates: Float32Array.of(1, 2), indicesSha256: hash },
              },
            },
          }),
        ),
      ]),
    );
    expect(overall(...columns, unpaired)).toEqual({ a: null, b: null });
  });
});
