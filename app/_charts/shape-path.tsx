import { type Training, trainingFacts } from "#db/derive/board-view/training.ts";
import styles from "./charts.module.css";

/** About 10 pixels across, around where the path begins. */
export const shapePaths = {
  circle: "m0-5.2a5.2 5.2 0 1 1 0 10.4a5.2 5.2 0 1 1 0-10.4z",
  triangle: "m0-6 5.6 10.6h-11.2z",
  square: "m-4.7-4.7h9.4v9.4h-9.4z",
  cross: "m-5-3 2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z",
};
export type Shape = keyof typeof shapePaths;

/** Of so many points marks are small, and plain ones have no bars: they would be one patch of ink. */
export const isCrowded = (points: number): boolean => points > 150;

/** About 5 pixels across, and in few characters: for hundreds, of which a page may draw thousands. */
export const smallShapePaths: Readonly<Record<Shape, string>> = {
  circle: "m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0",
  triangle: "m0-3 2.7 5.2h-5.4z",
  square: "m-2-2h4v4h-4z",
  cross: "m-2-1.2.8-.8 1.2 1.2 1.2-1.2.8.8-1.2 1.2 1.2 1.2-.8.8-1.2-1.2-1.2 1.2-.8-.8 1.2-1.2z",
};

/** A training's shape centred on a place, as part of a longer path. */
export const shapePath = (training: Training, x: number, y: number, paths = shapePaths): string =>
  `M${x.toFixed(1)} ${y.toFixed(1)}${paths[trainingFacts(training).shape]}`;

interface ShapeProperties {
  readonly training: Training;
  readonly weight: "strong" | "plain";
  readonly isSmall?: boolean;
}

/** A series' shape; plain points are drawn hollow. */
export function ShapePath({ training, weight, isSmall = false }: ShapeProperties) {
  const paths = isSmall ? smallShapePaths : shapePaths;
  return (
    <path
      d={paths[trainingFacts(training).shape]}
      className={styles.shape}
      data-training={training}
      data-weight={weight}
      data-small={isSmall || undefined}
    />
  );
}
