/** Something that is not as it should be: what, and in which way. */
export interface Difference {
  /** A file's name, or a row's. */
  readonly subject: string;
  readonly difference: string;
}

/** What was found of one kind of file. */
export interface Verified {
  /** How many were read. */
  readonly files: number;
  readonly differences: readonly Difference[];
}
