/** What is read of a publisher's files. */
export type PublishedJob =
  /** Names of the files that hold an ONNX model's tensors. */
  | { readonly kind: "companions"; readonly path: string }
  /** Is it a whole safetensors file? */
  | { readonly kind: "header"; readonly path: string }
  /** Shards to one file. `path`: of the index. */
  | { readonly kind: "merge"; readonly path: string; readonly folder: string; readonly out: string }
  /** A pickled checkpoint to a safetensors file. `entry`: dotted path of the parameters; null: the top level. */
  | { readonly kind: "convert"; readonly path: string; readonly out: string; readonly entry: string | null };

export interface PublishedProgress {
  readonly done: number;
  readonly total: number;
}
