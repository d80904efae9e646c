import { type Training, trainings } from "#db/derive/board-view/training.ts";
import { shapePaths, smallShapePaths } from "../_charts/shape-path.tsx";
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

/** Marks that would cover each other to the pixel are drawn once. */
function cloudPath(dots: readonly Dot[], training: Training, width: number): string {
  const shape = trainings.find(({ id }) => id === training)?.shape ?? "cross";
  const own = dots.filter((dot) => dot.training === training);
  const places = new Set(own.map(({ x, y }) => `M${Math.round(x * width)} ${Math.round(y)}`));
  return [...places].map((place) => `${place}${smallShapePaths[shape]}`).join("");
}
