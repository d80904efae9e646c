/** Another attempt at the cell took over: what this one made is no longer wanted, and it writes nothing more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The right to measure one cell. */
export interface Lease {
  /** The fencing number: 1 for the first attempt at a cell, one more for each that follows. */
  readonly attempt: number;
  /** Asked before every write that a later attempt would see. @throws LeaseLost */
  requireHeld(): Promise<void>;
}

/** Of a caller who is alone with its output folder. */
export const unleased: Lease = { attempt: 0, requireHeld: async () => {} };
