import { type Training, trainings } from "#db/derive/board-view/training.ts";
import styles from "./marks.module.css";
import { ShapeMark } from "./shape-mark.tsx";

/** What a chart's shapes and colours mean: the trainings that are in it. */
export function TrainingLegend({ trainings: drawn }: { trainings: readonly Training[] }) {
  return (
    <ul className={styles.legend} aria-label="Training">
      {trainings
        .filter(({ id }) => drawn.includes(id))
        .map(({ id, label }) => (
          <li key={id}>
            <ShapeMark training={id} /> {label}
          </li>
        ))}
    </ul>
  );
}
