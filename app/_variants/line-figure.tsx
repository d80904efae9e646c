import { type MetricId, metricFacts } from "#contract";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { fileName } from "../_charts/file-name.ts";
import { savedLegend, seriesLook, seriesPath } from "../_parts/series.tsx";
import { unitSigns } from "../_parts/units.ts";
import { type Scale, scale } from "./scale.ts";
import styles from "./variants.module.css";

/** Pixels of the drawing's own coordinates; the page scales it. */
const width = 420;
const height = 280;
const margin = { left: 52, right: 12, top: 12, bottom: 44 } as const;

export interface FigurePoint {
  readonly key: string;
  /** The readout. */
  readonly label: string;
  readonly x: number;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  /** The point in words. */
  readonly title: string;
}

export interface LineFigureProperties {
  readonly title: string;
  readonly metric: MetricId;
  /** The figure as a sentence. */
  readonly summary: string;
  /** What x is, with its unit. */
  readonly across: string;
  readonly axis: "linear" | "log";
  readonly xText: (x: number) => string;
  /** Shape and colour go by `place`. */
  readonly series: readonly {
    readonly place: number;
    readonly name: string;
    readonly points: readonly FigurePoint[];
  }[];
  /** Whose numbers they are. */
  readonly source: string;
}

/** Scores over a size as lines: drawn on the server, so it is there without JavaScript and prints. */
export function LineFigure({
  title,
  metric: id,
  summary,
  across,
  axis,
  xText,
  series,
  source,
}: LineFigureProperties) {
  const metric = metricFacts(id);
  const points = series.flatMap((one) => one.points);
  const x = scale(
    points.map((point) => point.x),
    axis,
    [margin.left, width - margin.right],
  );
  const y = scale(
    points.flatMap(({ value, interval }) => [value, ...(interval ?? [])]),
    "linear",
    [height - margin.bottom, margin.top],
  );
  const unit = unitSigns[metric.unit];
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> {metric.label}, {metric.better} is better
      </figcaption>
      <ExportedChart
        name={`sizes-${fileName(title)}`}
        title={`${title}: ${metric.label} over ${across}`}
        source={source}
        legend={savedLegend(series)}
        table={{
          columns: ["series", "readout", across, metric.id, "low", "high"],
          rows: series.flatMap(({ name, points: own }) =>
            own.map(({ label, x: size, value, interval }) => [
              name,
              label,
              size,
              value,
              interval?.[0],
              interval?.[1],
            ]),
          ),
        }}
      >
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
          <Axes
            x={x}
            y={y}
            across={across}
            xText={xText}
            up={`${metric.label}${unit && `, ${unit}`}`}
            digits={metric.digits}
          />
          {series.map(({ place, points: own }) => (
            <Line key={place} place={place} points={own} x={x} y={y} />
          ))}
        </svg>
      </ExportedChart>
    </figure>
  );
}

interface AxesProperties {
  readonly x: Scale;
  readonly y: Scale;
  readonly across: string;
  readonly xText: (x: number) => string;
  readonly up: string;
  readonly digits: number;
}

function Axes({ x, y, across, xText, up, digits }: AxesProperties) {
  const bottom = height - margin.bottom;
  return (
    <g className={styles.axes}>
      {y.ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${y.place(tick)})`}>
          <line x1={margin.left} x2={width - margin.right} />
          <text x={margin.left - 6} dy="0.32em" textAnchor="end">
            {Number(tick.toFixed(digits))}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} x={x.place(tick)} y={bottom + 16} textAnchor="middle">
          {xText(tick)}
        </text>
      ))}
      <text x={(margin.left + width - margin.right) / 2} y={height - 8} textAnchor="middle">
        {across}
      </text>
      <text transform={`translate(12 ${bottom / 2}) rotate(-90)`} textAnchor="middle">
        {up}
      </text>
    </g>
  );
}

interface LineProperties {
  readonly place: number;
  readonly points: readonly FigurePoint[];
  readonly x: Scale;
  readonly y: Scale;
}

function Line({ place, points, x, y }: LineProperties) {
  const corners = points.map((point) => `${x.place(point.x)},${y.place(point.value)}`);
  return (
    <g {...seriesLook(place)}>
      <polyline points={corners.join(" ")} />
      {points.map((point) => (
        <g key={point.key}>
          <title>{point.title}</title>
          {point.interval && (
            <line
              x1={x.place(point.x)}
              x2={x.place(point.x)}
              y1={y.place(point.interval[0])}
              y2={y.place(point.interval[1])}
            />
          )}
          <path d={seriesPath(place)} transform={`translate(${x.place(point.x)} ${y.place(point.value)})`} />
        </g>
      ))}
    </g>
  );
}
