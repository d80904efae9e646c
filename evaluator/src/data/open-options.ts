export interface OpenOptions {
  /** Where digests of annotation files are remembered; without it they are computed at every opening. */
  readonly cacheDirectory?: string;
  /** Told about data that is odd but usable. */
  readonly onWarning?: (message: string) => void;
}
