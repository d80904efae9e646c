import type { Manifest } from "../contract/index.ts";
import type { ExaminedFile } from "./examined.ts";

/** A network whose files are read by a process of their own. */
export interface NetworkJob {
  readonly manifest: Manifest;
  /** Of a private manifest; null: of none. */
  readonly folder: string | null;
  readonly weightsDirectory: string | null;
  readonly lockPath: string | null;
  readonly threads: number | null;
}

/** Every file that the network reads. */
export type NetworkFiles = readonly ExaminedFile[];
