import type { Read } from "../reading/child.ts";
import { type Verdict, validate } from "./validate.ts";

/** Manifests that a child looks at, one after the other. */
export interface ValidateJob {
  /** Paths or ids. */
  readonly names: readonly string[];
  /** Folder of weights; null: features are not looked at. */
  readonly weights: string | null;
}

/** Runs in a child; tells each verdict when it is found. */
export const read: Read<ValidateJob, null, Verdict> = async ({ names, weights }, tell) => {
  for (const name of names) tell(await validate(name, weights ?? undefined));
  return null;
};
