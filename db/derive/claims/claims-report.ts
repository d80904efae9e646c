import type { Board } from "../../board-types.ts";
import type { ClaimsReport, ExternalBenchmarks } from "../../claim-types.ts";
import type { VariantTable } from "../../variant-types.ts";
import { backboneClaims } from "./backbone-claims.ts";
import { correlationClaims } from "./correlation-claims.ts";
import { externalClaims } from "./external-claims.ts";
import { readoutClaims } from "./readout-claims.ts";
import { exclusionSearch, sizeCorrelations } from "./size-correlations.ts";

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
  return {
    claims: [
      ...correlationClaims(printed.board),
      ...backboneClaims(printed.board),
      ...readoutClaims(printed.ablations, printed.higherResolution),
      ...externalClaims(printed.external),
    ],
    correlations: sizeCorrelations(printed.board),
    exclusions: exclusionSearch(printed.board),
  };
}
