"use client";

import { createContext, memo, useContext, useMemo, useState } from "react";
import {
  CartesianGrid,
  ErrorBar,
  Label,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from "recharts";
import type { ChartAxis, ChartPoint, PointChartProperties } from "./chart-point.ts";
import styles from "./charts.module.css";
import { type NamePlace, namePlaces } from "./name-places.ts";
import { ShapePath } from "./shape-path.tsx";

interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

interface Marks {
  readonly points: readonly ChartPoint[];
  readonly names: ReadonlyMap<string, NamePlace>;
  /** The one point that Tab reaches. */
  readonly stop: string | undefined;
  readonly setPlace: (place: Place | null) => void;
}

/**
 * What markers need beyond their point. A context, because the function that recharts draws with must stay the same:
 * a new one would make new elements, and the focused one would be gone.
 */
const MarksContext = createContext<Marks | null>(null);

interface DrawnPoint {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly payload?: unknown;
}

const drawMarker = ({ cx, cy, payload }: DrawnPoint) => (
  <PlacedMarker cx={cx} cy={cy} id={(payload as ChartPoint | undefined)?.id} />
);
/** Below and above the point, as recharts wants them. */
const halfWidths = ({ y, interval }: ChartPoint): [number, number] | null =>
  interval ? [y - interval[0], interval[1] - y] : null;
const drawNothing = () => <g />;

/**
 * Points with a shape and colour per training. One stop in the tab order; arrow keys walk the points from left to
 * right, Escape puts the tooltip away, and the tooltip names the model.
 */
export default function PointChart({ label, points, x, y, line }: PointChartProperties) {
  const ordered = useMemo(() => [...points].sort((a, b) => a.x - b.x || a.y - b.y), [points]);
  const [place, setPlace] = useState<Place | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [entry, setEntry] = useState(ordered[0]?.id);
  const stop = ordered.some((point) => point.id === entry) ? entry : ordered[0]?.id;
  const shown = place && ordered.find((point) => point.id === place.id);

  const walk = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Escape") return setPlace(null);
    const index = ordered.findIndex((point) => point.id === stop);
    const next = ordered[nextIndex(event.key, index, ordered.length)];
    if (!next) return;
    event.preventDefault();
    setEntry(next.id);
    event.currentTarget.querySelector<SVGAElement>(`[data-point="${next.id}"]`)?.focus();
  };
  const names = namePlaces(ordered, { x, y }, size);
  const marks: Marks = { points: ordered, names, stop, setPlace };
  return (
    <MarksContext value={marks}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups the points of a chart */}
      <div
        role="group"
        aria-label={`${label} Arrow keys walk the points.`}
        className={styles.plot}
        onKeyDown={walk}
      >
        <Plot points={ordered} x={x} y={y} line={line} setSize={setSize} />
        {shown && place && <PointTooltip point={shown} place={place} x={x} y={y} />}
      </div>
    </MarksContext>
  );
}

interface PlotProperties {
  readonly points: readonly ChartPoint[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly line: PointChartProperties["line"];
  readonly setSize: (size: { width: number; height: number }) => void;
}

/** What recharts draws. Kept apart and memoised: moving the tooltip must not redraw the point that has the focus. */
const Plot = memo(function Plot({ points, x, y, line, setSize }: PlotProperties) {
  return (
    <ResponsiveContainer width="100%" height="100%" onResize={(width, height) => setSize({ width, height })}>
      <ScatterChart accessibilityLayer={false} margin={{ top: 16, right: 24, bottom: 24, left: 8 }}>
        <CartesianGrid />
        <XAxis dataKey="x" type="number" {...axisProperties(x)} tickMargin={6}>
          <Label value={x.label} position="bottom" offset={8} />
        </XAxis>
        <YAxis dataKey="y" type="number" {...axisProperties(y)} width={64}>
          <Label value={y.label} angle={-90} position="insideLeft" style={{ textAnchor: "middle" }} />
        </YAxis>
        {line && (
          <Scatter
            data={[...line]}
            line={{ stroke: "var(--ink)", strokeWidth: 1.25 }}
            lineJointType="stepAfter"
            shape={drawNothing}
            isAnimationActive={false}
          />
        )}
        <Scatter data={[...points]} shape={drawMarker} isAnimationActive={false}>
          <ErrorBar
            dataKey={halfWidths}
            direction="y"
            width={4}
            stroke="var(--control)"
            strokeWidth={1.25}
            isAnimationActive={false}
          />
        </Scatter>
      </ScatterChart>
    </ResponsiveContainer>
  );
});

function nextIndex(key: string, index: number, count: number): number {
  if (key === "ArrowRight" || key === "ArrowUp") return Math.min(index + 1, count - 1);
  if (key === "ArrowLeft" || key === "ArrowDown") return Math.max(index - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : -1;
}

function axisProperties(axis: ChartAxis) {
  return {
    scale: axis.scale === "log" ? ("log" as const) : ("linear" as const),
    domain: [...axis.domain],
    ticks: [...axis.ticks],
    reversed: axis.direction === "reversed",
    tickFormatter: (value: number) => axis.format(value),
  };
}

function PlacedMarker({
  cx,
  cy,
  id,
}: {
  cx: number | undefined;
  cy: number | undefined;
  id: string | undefined;
}) {
  const marks = useContext(MarksContext);
  const point = marks?.points.find((one) => one.id === id);
  if (!marks || !point || cx === undefined || cy === undefined) return <g />;
  return (
    <Marker
      point={point}
      cx={cx}
      cy={cy}
      name={marks.names.get(point.id) ?? null}
      isStop={point.id === marks.stop}
      show={() => marks.setPlace({ id: point.id, x: cx, y: cy })}
      hide={() => marks.setPlace(null)}
    />
  );
}

interface MarkerProperties {
  readonly point: ChartPoint;
  readonly cx: number;
  readonly cy: number;
  readonly name: NamePlace | null;
  readonly isStop: boolean;
  readonly show: () => void;
  readonly hide: () => void;
}

/** A link to the backbone's page; its accessible name is the whole point as a sentence. */
function Marker({ point, cx, cy, name, isStop, show, hide }: MarkerProperties) {
  return (
    <g transform={`translate(${cx} ${cy})`}>
      <a
        href={`/backbones/${point.id}`}
        aria-label={point.description}
        tabIndex={isStop ? 0 : -1}
        data-point={point.id}
        className={styles.point}
        onFocus={show}
        onBlur={hide}
        onMouseEnter={show}
        onMouseLeave={hide}
      >
        <circle r={13} className={styles.target} />
        <ShapePath training={point.training} weight={point.weight} />
        {name && (
          <text x={name.dx} y={name.dy} textAnchor={name.anchor} className={styles.name}>
            {point.label}
          </text>
        )}
      </a>
    </g>
  );
}

interface TooltipProperties {
  readonly point: ChartPoint;
  readonly place: Place;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

function PointTooltip({ point, place, x, y }: TooltipProperties) {
  return (
    <div
      className={styles.tooltip}
      data-side={place.x > 320 ? "left" : "right"}
      style={{ position: "absolute", left: place.x, top: place.y }}
    >
      <strong>{point.label}</strong>
      <span>
        {x.name} <b>{x.format(point.x)}</b>
      </span>
      <span>
        {y.name} <b>{y.format(point.y)}</b>
      </span>
      {point.remark && <em>{point.remark}</em>}
    </div>
  );
}
