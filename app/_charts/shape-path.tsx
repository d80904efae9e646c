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

/** A training's shape centred on a place, as part of a longer path. */
export const shapePath = (training: Training, x: number, y: number): string =>
  `M${x.toFixed(1)} ${y.toFixed(1)}${shapePaths[trainingFacts(training).shape]}`;

/** A series' shape; plain points are drawn hollow. */
export function ShapePath({ training, weight }: { training: Training; weight: "strong" | "plain" }) {
  return (
    <path
      d={shapePaths[trainingFacts(training).shape]}
      className={styles.shape}
      data-training={training}
      data-weight={weight}
    />
  );
}
