import styles from "./charts.module.css";

const width = 96;
const height = 28;
const margin = 4;

interface LineProperties {
  /** From left to right, evenly spaced. */
  readonly values: readonly number[];
  /** Lowest and highest of all lines that are compared. */
  readonly range: readonly [number, number];
  /** Place of the value with a filled mark; -1 for none. */
  readonly marked: number;
}

/** A few numbers as a line in a table's cell. The numbers stand beside it, so screen readers pass it over. */
export function SizeLine({ values, range: [low, high], marked }: LineProperties) {
  const step = (width - 2 * margin) / Math.max(1, values.length - 1);
  const scale = (height - 2 * margin) / (high - low || 1);
  const points = values.map((value, index) => ({
    x: margin + index * step,
    y: height - margin - (value - low) * scale,
  }));
  return (
    <svg
      className={styles.sizeLine}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")} />
      {points.map(({ x, y }, index) => (
        <circle
          key={x}
          cx={x.toFixed(1)}
          cy={y.toFixed(1)}
          r={2.5}
          data-marked={index === marked || undefined}
        />
      ))}
    </svg>
  );
}
