import { metricFacts, taskFacts } from "#contract";
import type { ReadoutSizes } from "#db/derive/variants/readout-sizes.ts";
import { linearTicks, logTicks, paddedDomain } from "../_charts/ticks.ts";
import { unitSigns } from "../_parts/units.ts";
import { FamilyMark, families, familyPath } from "./families.tsx";
import styles from "./variants.module.css";

/** Pixels of the drawing's own coordinates; the page scales it. */
const width = 420;
const height = 280;
const margin = { left: 52, right: 12, top: 12, bottom: 44 } as const;

/** The paper's Fig. 6: drawn on the server, so it is there without JavaScript and prints; the table below has every number. */
export function SizeFigures({ figures }: { figures: readonly ReadoutSizes[] }) {
  if (figures.length === 0) return null;
  const shown = families.filter(({ id }) =>
    figures.some(({ series }) => series.some(({ family }) => family === id)),
  );
  return (
    <>
      <h2 className={styles.heading}>Score over learnable parameters</h2>
      <ul className={styles.legend}>
        {shown.map((family) => (
          <li key={family.id}>
            <FamilyMark family={family.id} /> {family.label}
          </li>
        ))}
      </ul>
      <div className={styles.figures}>
        {figures.map((figure) => (
          <SizeFigure key={`${figure.metric} ${figure.backboneId}`} figure={figure} />
        ))}
      </div>
    </>
  );
}

interface Scale {
  readonly ticks: readonly number[];
  readonly place: (value: number) => number;
}

function scale(values: readonly number[], kind: "linear" | "log", [from, to]: [number, number]): Scale {
  const [low, high] = paddedDomain(values, kind);
  const at = (value: number) => (kind === "log" ? Math.log(value) : value);
  return {
    ticks: kind === "log" ? logTicks(low, high) : linearTicks(low, high, 5),
    place: (value) => from + ((at(value) - at(low)) / (at(high) - at(low))) * (to - from),
  };
}

function SizeFigure({ figure }: { figure: ReadoutSizes }) {
  const metric = metricFacts(figure.metric);
  const points = figure.series.flatMap((series) => series.points);
  const x = scale(
    points.map((point) => point.learnableMillions),
    "log",
    [margin.left, width - margin.right],
  );
  const y = scale(
    points.flatMap(({ value, interval }) => [value, ...(interval ?? [])]),
    "linear",
    [height - margin.bottom, margin.top],
  );
  const title = `${taskFacts(metric.task).label}, ${figure.backboneLabel}`;
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> {metric.label}, {metric.better} is better
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary(figure, title)}>
        <Axes x={x} y={y} unit={`${metric.label} ${unitSigns[metric.unit]}`} digits={metric.digits} />
        {figure.series.map((series) => (
          <Series key={series.family} series={series} x={x} y={y} digits={metric.digits} />
        ))}
      </svg>
    </figure>
  );
}

/** The figure as a sentence: each family's best score and what it takes. */
function summary({ metric, series }: ReadoutSizes, title: string): string {
  const { better, digits, label } = metricFacts(metric);
  const parts = series.map(({ family, points }) => {
    const best = [...points].sort((a, b) => (better === "higher" ? b.value - a.value : a.value - b.value))[0];
    const name = families.find(({ id }) => id === family)?.label;
    return best && `${name} at best ${best.value.toFixed(digits)} with ${millions(best.learnableMillions)}`;
  });
  return `${title}, ${label} over learnable parameters: ${parts.join("; ")}.`;
}

const millions = (value: number) => `${Number(value.toPrecision(2))} M parameters`;

function Axes({ x, y, unit, digits }: { x: Scale; y: Scale; unit: string; digits: number }) {
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
          {tick}
        </text>
      ))}
      <text x={(margin.left + width - margin.right) / 2} y={height - 8} textAnchor="middle">
        learnable parameters, millions
      </text>
      <text transform={`translate(12 ${bottom / 2}) rotate(-90)`} textAnchor="middle">
        {unit}
      </text>
    </g>
  );
}

interface SeriesProperties {
  readonly series: ReadoutSizes["series"][number];
  readonly x: Scale;
  readonly y: Scale;
  readonly digits: number;
}

function Series({ series: { family, points }, x, y, digits }: SeriesProperties) {
  const corners = points.map(
    ({ learnableMillions, value }) => `${x.place(learnableMillions)},${y.place(value)}`,
  );
  return (
    <g className={styles.series} data-family={family}>
      <polyline points={corners.join(" ")} />
      {points.map((point) => (
        <g key={point.key}>
          <title>{`${point.label}: ${point.value.toFixed(digits)} with ${millions(point.learnableMillions)}`}</title>
          {point.interval && (
            <line
              x1={x.place(point.learnableMillions)}
              x2={x.place(point.learnableMillions)}
              y1={y.place(point.interval[0])}
              y2={y.place(point.interval[1])}
            />
          )}
          <path
            d={familyPath(family)}
            transform={`translate(${x.place(point.learnableMillions)} ${y.place(point.value)})`}
          />
        </g>
      ))}
    </g>
  );
}
