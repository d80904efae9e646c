import type { Manifest } from "../contract/index.ts";

/** Weights that a child examines. */
export interface ExamineJob {
  readonly manifest: Manifest;
  readonly lockPath: string | null;
  /** A folder of weights, whose file is found and hashed first; or a file whose hash is known to be right. */
  readonly place: { readonly weightsDirectory: string } | { readonly path: string };
}

export interface Examined {
  /** null: there is no file, or its hash was known. */
  readonly sha256: string | null;
  readonly problems: readonly string[];
}
