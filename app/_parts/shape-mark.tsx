import { type Training, trainingFacts } from "#db/derive/board-view/training.ts";
import styles from "./marks.module.css";

/** The shape and colour of a series, for legends; decoration beside a word, so hidden from screen readers. */
export function ShapeMark({ training }: { training: Training }) {
  return (
    <i
      className={styles.shape}
      data-training={training}
      data-shape={trainingFacts(training).shape}
      aria-hidden="true"
    />
  );
}
