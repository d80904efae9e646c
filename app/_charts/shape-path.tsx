import { type Training, trainingFacts } from "#db/derive/board-view/training.ts";
import styles from "./charts.module.css";

/** About 10 pixels across, centred on the origin. */
export const shapePaths = {
  circle: "M0-5.2a5.2 5.2 0 1 1 0 10.4a5.2 5.2 0 1 1 0-10.4z",
  triangle: "M0-6 5.6 4.6H-5.6z",
  square: "M-4.7-4.7H4.7V4.7H-4.7z",
  cross: "M-5-3-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0z",
};
export type Shape = keyof typeof shapePaths;

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
