import type { ChartAxis, Corner } from "./chart-point.ts";
import styles from "./charts.module.css";
import { across, down, steps } from "./plot-geometry.ts";

interface PlotAxesProperties {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

/** Grid, numbers and labels around an area, in percentages of it: drawn alike by the server and at every size. */
export function PlotAxes({ x, y }: PlotAxesProperties) {
  return (
    <svg aria-hidden="true" width="100%" height="100%" className={styles.axes}>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line x1="0%" x2="100%" y1={down(tick, y)} y2={down(tick, y)} />
          <text x="0%" y={down(tick, y)} dx={-8} dy="0.32em" textAnchor="end">
            {y.format(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <g key={tick}>
          <line x1={across(tick, x)} x2={across(tick, x)} y1="0%" y2="100%" />
          <text x={across(tick, x)} y="100%" dy={18} textAnchor="middle">
            {x.format(tick)}
          </text>
        </g>
      ))}
      <line x1="0%" x2="100%" y1="100%" y2="100%" data-base />
      <AxisNames x={x} y={y} />
    </svg>
  );
}

export function AxisNames({ x, y }: PlotAxesProperties) {
  return (
    <g className={styles.axes}>
      <text x="0%" y="0%" dx={-8} dy={-14} className={styles.axisName} data-axis="y">
        {y.label}
      </text>
      <text x="100%" y="100%" dy={38} textAnchor="end" className={styles.axisName} data-axis="x">
        {x.label}
      </text>
    </g>
  );
}

/** A stepped line, marked as what is best is marked everywhere. */
export function SteppedLine({ line, x, y }: PlotAxesProperties & { readonly line: readonly Corner[] }) {
  const pieces = steps(line);
  return (
    <svg aria-hidden="true" width="100%" height="100%" className={styles.stretched}>
      {["marker", "ink"].map((kind) =>
        pieces.map(([from, to]) => (
          <line
            key={`${kind} ${from.x} ${from.y} ${to.y}`}
            data-kind={kind}
            className={styles.step}
            x1={across(from.x, x)}
            y1={down(from.y, y)}
            x2={across(to.x, x)}
            y2={down(to.y, y)}
          />
        )),
      )}
    </svg>
  );
}
