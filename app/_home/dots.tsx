import { type Training, trainings } from "#db/derive/board-view/training.ts";
import { shapePaths } from "../_charts/shape-path.tsx";
import styles from "./home.module.css";
import { type Dot, mostShapes, Shape, shapeId } from "./mark.tsx";

/** Drawn once a page; every mark is a use of one. */
export function ShapeDefinitions() {
  return (
    <svg width="0" height="0" className={styles.definitions} aria-hidden="true">
      <defs>
        {trainings.map(({ id, shape }) => (
          <path key={id} id={shapeId(id)} d={shapePaths[shape]} transform="scale(.9)" />
        ))}
      </defs>
    </svg>
  );
}

interface DotsProperties {
  readonly dots: readonly Dot[];
  /** Height of the figure, and the width at which many marks keep their form, in pixels. */
  readonly height: number;
  readonly width: number;
}

/** Marks of backbones: each its own where they are few, else a path a training, which stretches with the figure. */
export function Dots({ dots, height, width }: DotsProperties) {
  if (dots.length <= mostShapes) {
    return (
      <g className={styles.dots}>
        {dots.map((dot) => (
          <Shape key={dot.index} dot={dot} />
        ))}
      </g>
    );
  }
  return (
    <svg
      className={styles.cloud}
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {trainings.map(({ id }) => (
        <path key={id} data-training={id} d={cloudPath(dots, id, width)} />
      ))}
    </svg>
  );
}

/** Smaller than a single mark, and in few characters: a page may have thousands. */
const smallPaths = {
  circle: "m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0",
  triangle: "m0-3 2.7 5.2h-5.4z",
  square: "m-2-2h4v4h-4z",
  cross: "m-2-1.2.8-.8 1.2 1.2 1.2-1.2.8.8-1.2 1.2 1.2 1.2-.8.8-1.2-1.2-1.2 1.2-.8-.8 1.2-1.2z",
};

/** Marks that would cover each other to the pixel are drawn once. */
function cloudPath(dots: readonly Dot[], training: Training, width: number): string {
  const shape = trainings.find(({ id }) => id === training)?.shape ?? "cross";
  const own = dots.filter((dot) => dot.training === training);
  const places = new Set(own.map(({ x, y }) => `M${Math.round(x * width)} ${Math.round(y)}`));
  return [...places].map((place) => `${place}${smallPaths[shape]}`).join("");
}
