import { type Claim, type ClaimCheck, claim, inRho, name } from "./claim.ts";
import type { ExternalBenchmarks } from "./external.ts";

export function externalClaims({ comparisons, missing }: ExternalBenchmarks): Claim[] {
  const sign = (id: string, positive: boolean): ClaimCheck[] =>
    comparisons
      .filter((comparison) => comparison.id === id)
      .flatMap((comparison) => [
        {
          label: `${comparison.benchmark} and ${name(comparison.metric)}: ${positive ? "positive" : "negative"}`,
          found: inRho(comparison),
          holds: comparison.rho !== null && (positive ? comparison.rho > 0 : comparison.rho < 0),
        },
      ]);
  return [
    claim({
      id: "cv-bench",
      section: "5.2",
      statement:
        "CV-Bench 2D rises with our segmentation scores, and CV-Bench 3D falls with our depth errors.",
      checks: [...sign("cv-bench-2d", true), ...sign("cv-bench-3d", false)],
      comment:
        "Six backbones, some of other sizes than the paper's: the signs agree, neither p excludes chance.",
    }),
    claim({
      id: "object-centric",
      section: "5.2",
      statement: "Scores of object-centric methods are almost linear in our instance discrimination.",
      checks: [],
      comment: `Two points of DINOSAUR are known to us, and none of ${missing.join(" or ")}: too few for any line.`,
    }),
    claim({
      id: "speed",
      section: "5.6",
      statement:
        "ViT-B/16 at 224 pixels is the fastest backbone, and SigLIP-So400m takes about 30 times as long.",
      checks: [],
      comment:
        "The times are drawn in a figure and not printed. Measured speeds of this site are on the Pareto page.",
    }),
  ];
}
