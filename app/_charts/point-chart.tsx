"use client";

import { memo, useCallback, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { CartesianGrid, Label, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import type { ChartAxis, ChartPoint, PointChartProperties } from "./chart-point.ts";
import styles from "./charts.module.css";
import { namePlaces } from "./name-places.ts";
import { type Marks, MarksContext, type Place, PointMarks } from "./point-marks.tsx";

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
  const names = useMemo(() => namePlaces(ordered, { x, y }, size), [ordered, x, y, size]);
  const resize = useCallback((width: number, height: number) => setSize({ width, height }), []);

  const walk = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Escape") return setPlace(null);
    const index = ordered.findIndex((point) => point.id === stop);
    const next = ordered[nextIndex(event.key, index, ordered.length)];
    if (!next) return;
    event.preventDefault();
    // It may have to be drawn before it can have the focus.
    flushSync(() => setEntry(next.id));
    event.currentTarget.querySelector<SVGAElement>(`[data-point="${next.id}"]`)?.focus();
  };
  const marks: Marks = { points: ordered, names, stop, entered: place?.id, setPlace };
  return (
    <MarksContext value={marks}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups the points of a chart */}
      <div
        role="group"
        aria-label={`${label} Arrow keys walk the points.`}
        className={styles.plot}
        onKeyDown={walk}
      >
        <Plot x={x} y={y} line={line} resize={resize} />
        {shown && place && <PointTooltip point={shown} place={place} x={x} y={y} />}
      </div>
    </MarksContext>
  );
}

interface PlotProperties {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly line: PointChartProperties["line"];
  readonly resize: (width: number, height: number) => void;
}

/** What recharts draws. Kept apart and memoised: moving the tooltip must not redraw it. */
const Plot = memo(function Plot({ x, y, line, resize }: PlotProperties) {
  return (
    <ResponsiveContainer width="100%" height="100%" onResize={resize}>
      <ScatterChart accessibilityLayer={false} margin={{ top: 16, right: 24, bottom: 24, left: 8 }}>
        <CartesianGrid />
        <XAxis dataKey="x" type="number" {...axisProperties(x)} tickMargin={6}>
          <Label value={x.label} position="bottom" offset={8} />
        </XAxis>
        <YAxis dataKey="y" type="number" {...axisProperties(y)} width={64}>
          <Label value={y.label} angle={-90} position="insideLeft" style={{ textAnchor: "middle" }} />
        </YAxis>
        {/* Without a series recharts gives its axes no scale. */}
        <Scatter
          data={line ? [...line] : corners(x, y)}
          line={line ? { stroke: "var(--ink)", strokeWidth: 1.25 } : false}
          lineJointType="stepAfter"
          shape={drawNothing}
          isAnimationActive={false}
        />
        <PointMarks />
      </ScatterChart>
    </ResponsiveContainer>
  );
});

const corners = (x: ChartAxis, y: ChartAxis) =>
  x.domain.map((end, index) => ({ x: end, y: y.domain[index] }));

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
