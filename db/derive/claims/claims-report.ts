import type { Board } from "../board/board.ts";
import type { VariantTable } from "../variants/variant-table.ts";
import { backboneClaims } from "./backbone-claims.ts";
import type { Claim } from "./claim.ts";
import { correlationClaims } from "./correlation-claims.ts";
import type { ExternalBenchmarks } from "./external.ts";
import { externalClaims } from "./external-claims.ts";
import { readoutClaims } from "./readout-claims.ts";
import {
  type Exclusions,
  exclusionSearch,
  type SizeCorrelation,
  sizeCorrelations,
} from "./size-correlations.ts";

export interface ClaimsReport {
  readonly claims: readonly Claim[];
  readonly correlations: readonly SizeCorrelation[];
  /** Leaving out up to four backbones, how many of all choices give both of the text's correlations? */
  readonly exclusions: readonly Exclusions[];
}

/** Everything printed that the claims are checked against. */
export interface PrintedNumbers {
  /** Tables 3 and 4. */
  readonly board: Board;
  /** Table 5. */
  readonly ablations: VariantTable;
  /** Appendix A.2. */
  readonly higherResolution: VariantTable;
  readonly external: ExternalBenchmarks;
}

/** The paper's claims against its own printed numbers. */
export function claimsReport(printed: PrintedNumbers): ClaimsReport {
  const correlations = sizeCorrelations(printed.board);
  return {
    claims: [
      ...correlationClaims(correlations),
      ...backboneClaims(printed.board),
      ...readoutClaims(printed.ablations, printed.higherResolution),
      ...externalClaims(printed.external),
    ],
    correlations,
    exclusions: exclusionSearch(printed.board),
  };
}
