import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import { SteppedLine } from "./plot-axes.tsx";
import { across, down } from "./plot-geometry.ts";
import { ShapePath } from "./shape-path.tsx";

interface SmallFrontProperties {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly Pick<ChartPoint, "id" | "training" | "x" | "y" | "weight">[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

/** Pixels. */
const [height, head] = [148, 34];

/** Points and the frontier of the strong ones without numbers on the axes: for several side by side. Beside words. */
export function SmallFront({ title, unit, points, x, y }: SmallFrontProperties) {
  const line = points.filter(({ weight }) => weight === "strong");
  const drawn = [...points].sort((a, b) => Number(a.weight === "strong") - Number(b.weight === "strong"));
  return (
    <svg width="100%" height={height} className={styles.small} aria-hidden="true">
      <text x="0" y="11" data-title>
        {title}
      </text>
      <text x="0" y="26">
        {unit}
      </text>
      <svg
        x="0"
        y={head}
        width="100%"
        height={height - head - 2}
        className={styles.stretched}
        aria-hidden="true"
      >
        <line x1="0" x2="0" y1="0%" y2="100%" />
        <line x1="0%" x2="100%" y1="100%" y2="100%" />
        <SteppedLine line={line} x={x} y={y} />
        {drawn.map((point) => (
          <svg
            key={point.id}
            x={across(point.x, x)}
            y={down(point.y, y)}
            width="1"
            height="1"
            className={styles.at}
            aria-hidden="true"
          >
            <g transform="scale(0.8)">
              <ShapePath training={point.training} weight={point.weight} />
            </g>
          </svg>
        ))}
      </svg>
    </svg>
  );
}
