import styles from "./marks.module.css";
import { type Training, trainingFacts } from "./training.ts";

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
