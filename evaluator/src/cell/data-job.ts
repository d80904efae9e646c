import type { TaskId, Variant } from "../contract/index.ts";

/** A task's data set that a process of its own reads. */
export interface DataJob {
  readonly task: TaskId;
  readonly resolution: Variant["resolution"];
  /** Folder of the data set. */
  readonly data: string;
  /** Folder of known digests, and of what was found before. */
  readonly digests: string;
  /** "opening": lists and what is read to find images; "annotations": every annotation and every image's header too. */
  readonly depth: "opening" | "annotations";
}

/** What is kept of a data set that was found good. */
export interface DataFound {
  readonly fingerprint: string;
  readonly warnings: readonly string[];
}

export type DataEvent =
  | { readonly kind: "warning"; readonly line: string }
  | { readonly kind: "opened"; readonly fingerprint: string }
  | { readonly kind: "progress"; readonly done: number; readonly total: number };
