/** The outcome of one reference case. */
export interface CaseResult {
  /** "folder": something in the folder of cases that is no case. */
  readonly group: "backbones" | "readout" | "metrics" | "jpeg" | "folder";
  readonly name: string;
  readonly passed: boolean;
  /** Largest error found in the case's own measure; null where the case could not be computed. */
  readonly worstError: number | null;
  /** Largest error accepted, in the same measure. */
  readonly tolerance: number | null;
  readonly detail: string;
}
