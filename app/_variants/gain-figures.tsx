import { type MetricFacts, metricFacts, taskFacts } from "#contract";
import type { VariantGains } from "#db/derive/variants/variant-gains.ts";
import type { VariantKind } from "#db/derive/variants/variant-table.ts";
import type { ChartTable } from "../_charts/chart-words.ts";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { fileName } from "../_charts/file-name.ts";
import { SeriesLegend, savedLegend, seriesLook, seriesPath } from "../_parts/series.tsx";
import { unitSigns } from "../_parts/units.ts";
import { type Scale, scale } from "./scale.ts";
import styles from "./variants.module.css";

/** Pixels of the drawing's own coordinates; the page scales it. */
const width = 420;
const rowHeight = 32;
const margin = { left: 150, right: 14, top: 22, bottom: 40 } as const;
/** From one backbone's place in a row to the next. */
const stepPixels = 6;

/** What each variant changes, a drawing a task: to the right is better. Drawn on the server; the table below has the numbers. */
export function GainFigures({
  kind,
  gains,
  source,
}: Pick<FigureProperties, "kind" | "source"> & { gains: readonly VariantGains[] }) {
  const names = new Map(gains.flatMap(({ backbones }) => backbones.map(({ id, label }) => [id, label])));
  const ids = [...names.keys()];
  if (gains.length === 0) return null;
  return (
    <>
      <h2 className={styles.heading}>Against the default</h2>
      <p className={styles.lead}>
        A mark is a backbone with the variant, less the same backbone with the default readout; a bar their
        mean. To the right of the line is better, also where the metric is an error.
      </p>
      <SeriesLegend names={[...names.values()].map((name, place) => ({ place, name }))} />
      <div className={styles.figures}>
        {gains.map((one) => (
          <GainFigure key={one.metric} kind={kind} gains={one} ids={ids} source={source} />
        ))}
      </div>
    </>
  );
}

interface FigureProperties {
  readonly kind: VariantKind;
  readonly gains: VariantGains;
  /** In the order of their looks. */
  readonly ids: readonly string[];
  /** Whose numbers they are. */
  readonly source: string;
}

/** Differences as the table below has them: of an error, what falls is better. */
function gainTable({ metric, backbones, rows }: VariantGains): ChartTable {
  const sign = metricFacts(metric).better === "higher" ? 1 : -1;
  return {
    columns: ["variant", "backbone", `difference in ${metric}`],
    rows: rows.flatMap(({ label, gains }) =>
      gains.flatMap((gain, index) =>
        gain === null ? [] : [[label, backbones[index]?.label, sign * gain || 0]],
      ),
    ),
  };
}

function GainFigure({ kind, gains, ids, source }: FigureProperties) {
  const metric = metricFacts(gains.metric);
  const title = taskFacts(metric.task).label;
  const height = margin.top + rowHeight * gains.rows.length + margin.bottom;
  const all = gains.rows.flatMap((row) => row.gains.filter((gain) => gain !== null));
  const x = scale([0, ...all], "linear", [margin.left, width - margin.right]);
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> {metric.label}
      </figcaption>
      <ExportedChart
        name={`${kind}-${fileName(title)}`}
        title={`${title}, ${metric.label}: variants against the default readout`}
        source={source}
        legend={savedLegend(
          gains.backbones.map(({ id, label }) => ({ place: ids.indexOf(id), name: label })),
        )}
        table={gainTable(gains)}
      >
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary(gains, metric, title)}>
          <GainAxis x={x} metric={metric} height={height} />
          {gains.rows.map((row, index) => (
            <GainRow
              key={row.key}
              row={row}
              gains={gains}
              ids={ids}
              x={x}
              y={margin.top + rowHeight * (index + 0.5)}
            />
          ))}
        </svg>
      </ExportedChart>
    </figure>
  );
}

/** What helps and what costs the most, over the backbones. */
function summary({ rows, backbones }: VariantGains, metric: MetricFacts, title: string): string {
  const ordered = [...rows].sort((a, b) => b.mean - a.mean);
  const parts = ordered.map(({ label, mean }) => `${label} ${signed(mean, metric)}`);
  return `${title}, ${metric.label}, mean change to the better over ${backbones.length} backbones: ${parts.join(", ")}.`;
}

function GainAxis({ x, metric, height }: { x: Scale; metric: MetricFacts; height: number }) {
  const bottom = height - margin.bottom;
  const unit = unitSigns[metric.unit];
  // An error that falls is a gain: its axis counts what was saved, and is marked with the metric's own differences.
  const sign = metric.better === "higher" ? 1 : -1;
  return (
    <g className={styles.axes}>
      {x.ticks.map((tick) => (
        <g key={tick} transform={`translate(${x.place(tick)} 0)`}>
          <line y1={margin.top} y2={bottom} data-zero={tick === 0 || undefined} />
          <text y={bottom + 16} textAnchor="middle">
            {tick === 0 ? "0" : signed(sign * tick, metric)}
          </text>
        </g>
      ))}
      <text x={(margin.left + width - margin.right) / 2} y={height - 6} textAnchor="middle">
        {`difference${unit && `, ${unit}`} (better →)`}
      </text>
    </g>
  );
}

interface RowProperties {
  readonly row: VariantGains["rows"][number];
  readonly gains: VariantGains;
  readonly ids: readonly string[];
  readonly x: Scale;
  readonly y: number;
}

function GainRow({
  row: { label, gains: values, mean },
  gains: { metric: id, backbones },
  ids,
  x,
  y,
}: RowProperties) {
  const metric = metricFacts(id);
  const sign = metric.better === "higher" ? 1 : -1;
  const [from, to] = [x.place(Math.min(0, mean)), x.place(Math.max(0, mean))];
  // Marks of one row lie apart, so that equal ones are seen; of many backbones on the line.
  const step = backbones.length > 4 ? 0 : stepPixels;
  return (
    <g transform={`translate(0 ${y})`}>
      <text x={margin.left - 10} dy="0.32em" textAnchor="end" className={styles.rowName}>
        {label}
      </text>
      <rect
        x={from}
        width={to - from}
        y={-rowHeight / 2 + 4}
        height={rowHeight - 8}
        className={styles.mean}
      />
      {values.map((gain, index) => {
        const backbone = backbones[index];
        if (gain === null || !backbone) return null;
        const place = ids.indexOf(backbone.id);
        const offset = step * (index - (backbones.length - 1) / 2);
        return (
          <g key={backbone.id} {...seriesLook(place)}>
            <title>{`${backbone.label}, ${label}: ${signed(sign * gain, metric)}`}</title>
            <path d={seriesPath(place)} transform={`translate(${x.place(gain)} ${offset})`} />
          </g>
        );
      })}
    </g>
  );
}

function signed(value: number, { digits }: MetricFacts): string {
  const text = String(Number(Math.abs(value).toFixed(digits)));
  return value < 0 ? `−${text}` : `+${text}`;
}
