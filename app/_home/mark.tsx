import type { Training } from "#db/derive/board-view/training.ts";
import styles from "./home.module.css";

/** A mark of a figure: across as a share of its width, down in pixels. */
export interface Dot {
  readonly index: number;
  readonly training: Training;
  readonly x: number;
  readonly y: number;
}

/** Above this many each backbone is told apart by its row alone. */
export const mostShapes = 60;

export const shapeId = (training: Training) => `dot-${training}`;
const percent = (share: number) => `${(100 * share).toFixed(2)}%`;

/** A mark in its place, whatever the figure's width. */
export function Shape({ dot: { training, x, y } }: { dot: Dot }) {
  return <use href={`#${shapeId(training)}`} x={percent(x)} y={y} data-training={training} />;
}

/** What stands at a place, drawn around 0, 0. */
export function At({ x, y, children }: Pick<Dot, "x" | "y"> & { children: React.ReactNode }) {
  return (
    <svg x={percent(x)} y={y} className={styles.at} aria-hidden="true">
      {children}
    </svg>
  );
}
