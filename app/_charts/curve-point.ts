/** Losses of a training at one iteration. */
export interface CurvePoint {
  readonly iteration: number;
  readonly trainLoss: number;
  readonly validationLoss?: number | undefined;
}
