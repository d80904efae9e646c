import styles from "./charts.module.css";
import { percent } from "./plot-geometry.ts";

export interface Bar {
  readonly id: string;
  readonly label: string;
  /** Lengths one after another, in the axis' units. */
  readonly parts: readonly number[];
  /** Behind its end. */
  readonly text: string;
}

interface BarChartProperties {
  /** The whole chart in a sentence; the numbers stand in a table. */
  readonly label: string;
  readonly bars: readonly Bar[];
  /** From zero to here. */
  readonly end: number;
  readonly ticks: readonly number[];
  readonly axis: string;
  readonly format: (value: number) => string;
}

/** Pixels. */
const [rowHeight, barHeight, foot] = [24, 13, 40];
const letter = { name: 6.6, text: 7 };

/** Lying bars of stacked parts, each with its name; drawn alike by the server and at every width. */
export function BarChart({ label, bars, end, ticks, axis, format }: BarChartProperties) {
  const left = 10 + Math.max(...bars.map((bar) => bar.label.length)) * letter.name;
  const right = 12 + Math.max(...bars.map((bar) => bar.text.length)) * letter.text;
  const height = bars.length * rowHeight;
  return (
    <div className={styles.bars} style={{ height: height + foot }}>
      <div className={styles.area} style={{ inset: `0 ${right}px ${foot}px ${left}px` }}>
        <svg width="100%" height="100%" className={styles.drawing} role="img" aria-label={label}>
          <svg aria-hidden="true" width="100%" height="100%" className={styles.axes}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line x1={percent(tick / end)} x2={percent(tick / end)} y1="0" y2={height} />
                <text x={percent(tick / end)} y={height} dy={16} textAnchor="middle">
                  {format(tick)}
                </text>
              </g>
            ))}
            <text x="100%" y={height} dy={34} textAnchor="end" className={styles.axisName}>
              {axis}
            </text>
          </svg>
          {bars.map((bar, index) => (
            <BarRow key={bar.id} bar={bar} end={end} middle={(index + 0.5) * rowHeight} />
          ))}
        </svg>
      </div>
    </div>
  );
}

function BarRow({ bar, end, middle }: { bar: Bar; end: number; middle: number }) {
  const total = bar.parts.reduce((sum, part) => sum + part, 0);
  const starts = bar.parts.map((_, index) => bar.parts.slice(0, index).reduce((sum, part) => sum + part, 0));
  return (
    <g className={styles.barRow}>
      <text x="0" y={middle} dx={-8} dy="0.35em" textAnchor="end">
        {bar.label}
      </text>
      {bar.parts.map((part, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are the same, one behind another
          key={index}
          data-part={index}
          x={percent((starts[index] ?? 0) / end)}
          y={middle - barHeight / 2}
          width={percent(part / end)}
          height={barHeight}
        />
      ))}
      <text x={percent(total / end)} y={middle} dx={6} dy="0.35em" data-number>
        {bar.text}
      </text>
    </g>
  );
}
