import { type MetricId, metricFacts, protocolMetrics, taskFacts } from "#contract";
import type { BoardRow } from "../board/board.ts";
import { adjustedPWords, pWords } from "./p-words.ts";
import type { RankCorrelation } from "./rank-correlation.ts";

export interface ClaimCheck {
  readonly label: string;
  /** The numbers found, in words. */
  readonly found: string;
  readonly holds: boolean;
}

/** A statement of the paper, checked against the numbers that the paper itself prints. */
export interface Claim {
  readonly id: string;
  /** For example "5.1". */
  readonly section: string;
  /** The statement, in our words. */
  readonly statement: string;
  readonly verdict: "reproduced" | "partly reproduced" | "not reproduced" | "not checkable";
  readonly checks: readonly ClaimCheck[];
  /** What a reader should know besides; empty where nothing. */
  readonly comment: string;
}

/** How a claim is put together from checks, and the checks that several claims use. */

export const significance = 0.05;
export const instanceMetrics = protocolMetrics.filter(
  ({ primary, task }) => primary && taskFacts(task).category === "instance awareness",
);
export const semanticMetrics: readonly MetricId[] = ["voc2012/iou", "coco-stuff/iou"];
export const depthMetric: MetricId = "nyuv2-depth/rmse";

export const name = (metric: MetricId) => {
  const { task, label } = metricFacts(metric);
  return `${taskFacts(task).label} ${label}`;
};

const inWords = (metric: MetricId, value: number) => value.toFixed(metricFacts(metric).digits);
const beats = (metric: MetricId, a: number, b: number) =>
  metricFacts(metric).better === "higher" ? a > b : a < b;

export function claim(fields: Omit<Claim, "verdict" | "comment"> & { comment?: string }): Claim {
  const held = fields.checks.filter(({ holds }) => holds).length;
  const verdict =
    fields.checks.length === 0
      ? "not checkable"
      : held === fields.checks.length
        ? "reproduced"
        : held === 0
          ? "not reproduced"
          : "partly reproduced";
  return { comment: "", ...fields, verdict };
}

export type Group = (row: BoardRow) => boolean;
export const inCategory =
  (category: string): Group =>
  ({ backbone }) =>
    backbone.category === category;
export const named =
  (...ids: string[]): Group =>
  ({ backbone }) =>
    ids.includes(backbone.id);

function valuesOf(rows: readonly BoardRow[], metric: MetricId, group: Group): number[] {
  return rows.filter(group).flatMap((row) => row.cells[metric]?.value ?? []);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Is the mean of one group better than that of another in a metric? */
export function meanBeats(
  rows: readonly BoardRow[],
  metric: MetricId,
  [first, firstName]: [Group, string],
  [second, secondName]: [Group, string],
): ClaimCheck {
  const [a, b] = [mean(valuesOf(rows, metric, first)), mean(valuesOf(rows, metric, second))];
  return {
    label: `${name(metric)}: mean of ${firstName} better than mean of ${secondName}`,
    found: `${inWords(metric, a)} against ${inWords(metric, b)}`,
    holds: beats(metric, a, b),
  };
}

/** Is every member of one group better than every member of another? */
export function eachBeats(
  rows: readonly BoardRow[],
  metric: MetricId,
  [first, firstName]: [Group, string],
  [second, secondName]: [Group, string],
): ClaimCheck {
  const others = valuesOf(rows, metric, second);
  const pairs = valuesOf(rows, metric, first).flatMap((a) => others.map((b) => beats(metric, a, b)));
  const won = pairs.filter(Boolean).length;
  return {
    label: `${name(metric)}: every one of ${firstName} better than every one of ${secondName}`,
    found: `${won} of ${pairs.length} pairs`,
    holds: won === pairs.length,
  };
}

/** Is the best row of a metric in the group? */
export function bestIsIn(
  rows: readonly BoardRow[],
  metric: MetricId,
  group: Group,
  groupName: string,
): ClaimCheck {
  const measured = rows.flatMap((row) => {
    const value = row.cells[metric]?.value;
    return value === undefined ? [] : [{ row, value }];
  });
  const [best] = measured.sort((a, b) => (beats(metric, a.value, b.value) ? -1 : 1));
  return {
    label: `${name(metric)}: the best is ${groupName}`,
    found: best ? `${best.row.backbone.label}, ${inWords(metric, best.value)}` : "no number",
    holds: best !== undefined && group(best.row),
  };
}

const asValue = (words: string) => (/^\d/.test(words) ? `= ${words}` : words);
export const inRho = ({ rho, n, ...tested }: RankCorrelation) =>
  `ρ = ${rho === null ? "undefined" : rho.toFixed(2)}, p ${asValue(pWords(tested))}${tested.p === null ? "" : `, corrected p ${asValue(adjustedPWords(tested))}`}, n = ${n}`;
