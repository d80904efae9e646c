import type { MetricId } from "#contract";
import type { Board } from "../board/board.ts";
import {
  type Claim,
  type ClaimCheck,
  claim,
  depthMetric,
  inRho,
  name,
  semanticMetrics,
  significance,
} from "./claim.ts";
import {
  printedCorrelations,
  roundsTo,
  type SizeCorrelation,
  sizeCorrelation,
  trained,
} from "./size-correlations.ts";

const factNames = {
  featureSide: "feature size",
  inputSizePixels: "input resolution",
  parametersMillions: "parameters",
} as const;

export function correlationClaims({ rows }: Board): Claim[] {
  const facts = ["featureSide", "inputSizePixels", "parametersMillions"] as const;
  const significant = (fact: SizeCorrelation["fact"], metric: MetricId, expected: boolean): ClaimCheck => {
    const found = sizeCorrelation(rows, fact, metric);
    return {
      label: `${name(metric)} and ${factNames[fact]}: ${expected ? "" : "not "}significant at ${significance}`,
      found: inRho(found),
      holds: (found.p !== null && found.p < significance) === expected,
    };
  };
  const printed = (metric: MetricId, expected: number) =>
    [
      { of: rows, which: "all 18" },
      { of: trained(rows), which: "without the untrained one" },
    ].map(({ of, which }): ClaimCheck => {
      const found = sizeCorrelation(of, "parametersMillions", metric);
      return {
        label: `${name(metric)} and parameters, ${which}: ${expected}`,
        found: inRho(found),
        holds: roundsTo(found.rho, expected),
      };
    });
  return [
    claim({
      id: "parameters-segmentation",
      section: "5.1",
      statement: `Semantic segmentation correlates with the number of parameters at ${printedCorrelations.segmentation}.`,
      checks: semanticMetrics.flatMap((metric) => printed(metric, printedCorrelations.segmentation)),
      comment:
        "The printed tables give a correlation as strong, but not this one; we publish what they give.",
    }),
    claim({
      id: "parameters-depth",
      section: "5.1",
      statement: `Depth error correlates with the number of parameters at ${printedCorrelations.depth}.`,
      checks: printed(depthMetric, printedCorrelations.depth),
      comment: "As strong within a hundredth, but the printed tables do not round to it.",
    }),
    claim({
      id: "size-detection",
      section: "5.1",
      statement: "Object detection depends on neither feature size, input resolution nor parameters.",
      checks: facts.map((fact) => significant(fact, "object-detection/apLarge", false)),
    }),
    claim({
      id: "size-segmentation-depth",
      section: "5.1",
      statement: "Segmentation and depth both gain from larger features, larger inputs and more parameters.",
      checks: facts.flatMap((fact) =>
        [...semanticMetrics, depthMetric].map((metric) => significant(fact, metric, true)),
      ),
    }),
  ];
}
