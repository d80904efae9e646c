export interface LossPoint {
  readonly iteration: number;
  readonly trainLoss: number;
  readonly validationLoss?: number | undefined;
}

export interface CurveSketch {
  /** Path of the training loss. */
  readonly line: string;
  /** Validation losses, each a place. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A sketch holds no more than its width in points. */
const mostPoints = 120;

/**
 * A learning curve in a box of the given size, from the first iteration at the left to the last at the right and from the
 * least loss at the bottom to the most at the top; null: fewer than two points.
 */
export function curveSketch(curve: readonly LossPoint[], width: number, height: number): CurveSketch | null {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last || last.iteration === first.iteration) return null;
  const losses = curve.flatMap(({ trainLoss, validationLoss }) => [trainLoss, validationLoss ?? trainLoss]);
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const x = (iteration: number) =>
    (width * (iteration - first.iteration)) / (last.iteration - first.iteration);
  const y = (loss: number) => (most === least ? height / 2 : (height * (most - loss)) / (most - least));
  const every = Math.ceil(curve.length / mostPoints);
  const drawn = curve.filter((_, index) => index % every === 0 || index === curve.length - 1);
  const at = (point: LossPoint) => `${x(point.iteration).toFixed(1)} ${y(point.trainLoss).toFixed(1)}`;
  return {
    line: `M${drawn.map(at).join("L")}`,
    points: curve.flatMap(({ iteration, validationLoss }) =>
      validationLoss === undefined ? [] : [[x(iteration), y(validationLoss)] as const],
    ),
  };
}
