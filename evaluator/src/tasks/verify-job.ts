import type { DatasetId } from "../contract/index.ts";
import type { VerifyOptions, VerifyReport } from "../data/verify.ts";
import type { TaskFindings } from "./index.ts";

/** A data set that a child checks. */
export interface VerifyJob {
  readonly dataset: DatasetId;
  readonly root: string;
  readonly depth: NonNullable<VerifyOptions["depth"]>;
}

export interface Verified {
  readonly report: VerifyReport;
  readonly found: TaskFindings;
}

export type VerifyEvent =
  | { readonly kind: "warning"; readonly line: string }
  | {
      readonly kind: "progress";
      readonly what: "annotations" | "images";
      readonly done: number;
      readonly total: number;
    };
