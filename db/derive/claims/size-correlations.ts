import { type MetricId, protocolMetrics } from "#contract";
import { withNearTies } from "#contract/statistics";
import type { Board, BoardRow } from "../board/board.ts";
import { adjusted, type RankCorrelation, rankCorrelation, rankRho } from "./rank-correlation.ts";

/** Spearman's rank correlation of a design fact with a metric (paper, Fig. 4b), recomputed from a board; p is adjusted for all over the same backbones. */
export interface SizeCorrelation extends RankCorrelation {
  readonly fact: "featureSide" | "inputSizePixels" | "parametersMillions";
  readonly metric: MetricId;
  /** Left out because it was not trained, or nothing is left out. */
  readonly without: "nothing" | "untrained";
  /** With numbers of parameters that differ by at most `nearlyEqualMillions` as ties; null: of another fact. */
  readonly rhoNearTies: number | null;
}

/** Most ViT-B backbones have 85.8 to 85.9 M parameters: an order among them says nothing of size. */
export const nearlyEqualMillions = 0.1;

/** Leaving out up to four backbones, how many of all choices give both of the text's correlations? */
export interface Exclusions {
  readonly metric: MetricId;
  readonly choices: number;
  readonly hits: number;
}

export const sizeFacts = {
  featureSide: ({ backbone }: BoardRow) => Math.sqrt(backbone.featureGrid[0] * backbone.featureGrid[1]),
  inputSizePixels: ({ backbone }: BoardRow) => backbone.inputSizePixels,
  parametersMillions: ({ backbone }: BoardRow) => backbone.parametersMillions,
} as const;

const facts = ["featureSide", "inputSizePixels", "parametersMillions"] as const;

/** Spearman's correlation of one design fact with one metric over the rows that have it. */
function sizeCorrelation(
  rows: readonly BoardRow[],
  fact: SizeCorrelation["fact"],
  metric: MetricId,
): Omit<SizeCorrelation, "fact" | "metric" | "without" | "adjustedP"> {
  const [sizes, values] = measuredPairs(rows, fact, metric);
  const rhoNearTies =
    fact === "parametersMillions" ? rankRho(withNearTies(sizes, nearlyEqualMillions), values) : null;
  return { ...rankCorrelation(sizes, values), rhoNearTies };
}

function measuredPairs(
  rows: readonly BoardRow[],
  fact: SizeCorrelation["fact"],
  metric: MetricId,
): [sizes: number[], values: number[]] {
  const measured = rows.filter(({ cells }) => cells[metric]);
  return [measured.map(sizeFacts[fact]), measured.map(({ cells }) => cells[metric]?.value ?? Number.NaN)];
}

const trained = (rows: readonly BoardRow[]) => rows.filter(({ backbone }) => backbone.category !== "none");

/** The whole of Fig. 4b, recomputed with and without the untrained backbone, for the main metric of every task. */
export function sizeCorrelations(board: Board): SizeCorrelation[] {
  const choices = [
    { without: "nothing", rows: board.rows },
    { without: "untrained", rows: trained(board.rows) },
  ] as const;
  return choices.flatMap(({ without, rows }) => {
    const found = facts.flatMap((fact) =>
      protocolMetrics
        .filter(({ primary }) => primary)
        .map(({ id }) => ({ fact, metric: id, without, ...sizeCorrelation(rows, fact, id) })),
    );
    return adjusted(found);
  });
}

/** Every choice of at most `most` of `count` things, as lists of indices; the empty one first. */
function choicesOfAtMost(count: number, most: number): number[][] {
  const choices: number[][] = [[]];
  for (let done = 0; done < choices.length; done++) {
    const choice = choices[done] ?? [];
    if (choice.length === most) continue;
    for (let next = (choice.at(-1) ?? -1) + 1; next < count; next++) choices.push([...choice, next]);
  }
  return choices;
}

/** As the text prints them (section 5.1). */
export const printedCorrelations = { segmentation: 0.87, depth: -0.79 } as const;
const depth: MetricId = "nyuv2-depth/rmse";

export const roundsTo = (rho: number | null, printed: number) =>
  rho !== null && Math.round(rho * 100) === Math.round(printed * 100);

/**
 * Leaving out up to four backbones in every way: how often do the printed numbers give both correlations of the text
 * at once, to their two digits? A handful out of thousands is what chance alone would find.
 */
export function exclusionSearch(board: Board): Exclusions[] {
  const choices = choicesOfAtMost(board.rows.length, 4);
  const hits = { "voc2012/iou": 0, "coco-stuff/iou": 0 };
  for (const choice of choices) {
    const rows = board.rows.filter((_, index) => !choice.includes(index));
    const rho = (metric: MetricId) => rankRho(...measuredPairs(rows, "parametersMillions", metric));
    if (!roundsTo(rho(depth), printedCorrelations.depth)) continue;
    if (roundsTo(rho("voc2012/iou"), printedCorrelations.segmentation)) hits["voc2012/iou"] += 1;
    if (roundsTo(rho("coco-stuff/iou"), printedCorrelations.segmentation)) hits["coco-stuff/iou"] += 1;
  }
  return [
    { metric: "voc2012/iou", choices: choices.length, hits: hits["voc2012/iou"] },
    { metric: "coco-stuff/iou", choices: choices.length, hits: hits["coco-stuff/iou"] },
  ];
}
