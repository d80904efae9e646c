"use client";

import { useMemo, useState } from "react";
import { flushSync } from "react-dom";
import type { ChartAxis, ChartPoint, PointChartProperties } from "./chart-point.ts";
import styles from "./charts.module.css";
import { namePlaces } from "./name-places.ts";
import { PlotAxes, SteppedLine } from "./plot-axes.tsx";
import { areaOf, type ChartSize, paperFrame, plotMargins, share } from "./plot-geometry.ts";
import { PointMarks } from "./point-marks.tsx";
import { PointTooltip } from "./point-tooltip.tsx";
import { useEnteredPoint } from "./use-entered-point.ts";
import { useSize } from "./use-size.ts";

interface FramedProperties extends PointChartProperties {
  readonly size: ChartSize;
  /** false: what it is to draw is on its way. */
  readonly isReady?: boolean;
}

/** A point chart in a frame of a fixed height; drawn by the server too, so it is there without scripts and on paper. */
export function PointChart({ size, isReady = true, ...chart }: FramedProperties) {
  return (
    <div className={styles.frame} data-size={size}>
      {isReady ? <Plot size={size} {...chart} /> : <p className={styles.waiting}>Drawing the chart…</p>}
    </div>
  );
}

/**
 * Points with a shape and colour per training. One stop in the tab order: left and right walk the points along the one axis,
 * up and down along the other; Escape puts the tooltip away, and the tooltip names the model.
 */
function Plot({ size, label, points, x, y, line }: PointChartProperties & { size: ChartSize }) {
  const orders = useMemo(() => walks(points, x, y), [points, x, y]);
  const [area, measured] = useSize<HTMLDivElement>();
  const margins = useMemo(() => plotMargins(y), [y]);
  const paper = useMemo(() => areaOf(paperFrame[size], margins), [size, margins]);
  const onPaper = useMemo(() => namePlaces(points, { x, y }, paper, line), [points, x, y, paper, line]);
  const onScreen = useMemo(
    () => (measured ? namePlaces(points, { x, y }, measured, line) : null),
    [points, x, y, line, measured],
  );
  const entry = useEnteredPoint(area);
  const [entrance, setEntrance] = useState<string | undefined>();
  const stop = points.some(({ id }) => id === entrance) ? entrance : orders.x[0];
  const shown = points.find(({ id }) => id === entry.entered);

  const walk = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const next = nextStop(event.key, orders, stop);
    if (next === undefined) return;
    event.preventDefault();
    // It may have to be drawn before it can have the focus.
    flushSync(() => setEntrance(next));
    event.currentTarget.querySelector<SVGAElement>(`[data-point="${next}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups the points of a chart
    <div
      role="group"
      aria-label={`${label} Arrow keys walk the points.`}
      className={styles.plot}
      onKeyDown={walk}
    >
      <div
        ref={area}
        className={styles.area}
        style={{
          inset: `${margins.top}px ${margins.right}px ${margins.bottom}px ${margins.left}px`,
        }}
      >
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: the group is named, and each of its points */}
        <svg width="100%" height="100%" className={styles.drawing}>
          <PlotAxes x={x} y={y} />
          {line && <SteppedLine line={line} x={x} y={y} />}
          <PointMarks
            points={points}
            x={x}
            y={y}
            size={measured}
            paper={paper}
            names={{ screen: onScreen, paper: onPaper }}
            stop={stop}
            entry={entry}
          />
        </svg>
        {shown && measured && <PointTooltip point={shown} x={x} y={y} size={measured} {...entry} />}
      </div>
    </div>
  );
}

interface Walks {
  /** Ids from left to right. */
  readonly x: readonly string[];
  /** Ids from the bottom up. */
  readonly y: readonly string[];
}

function walks(points: readonly ChartPoint[], x: ChartAxis, y: ChartAxis): Walks {
  const by = (first: (point: ChartPoint) => number, second: (point: ChartPoint) => number) =>
    [...points].sort((a, b) => first(a) - first(b) || second(a) - second(b)).map(({ id }) => id);
  const [right, up] = [(point: ChartPoint) => share(point.x, x), (point: ChartPoint) => share(point.y, y)];
  return { x: by(right, up), y: by(up, right) };
}

/** undefined: the key walks nowhere. */
function nextStop(key: string, { x, y }: Walks, stop: string | undefined): string | undefined {
  const order = key === "ArrowUp" || key === "ArrowDown" ? y : x;
  const index = order.indexOf(stop ?? "");
  const last = order.length - 1;
  if (key === "ArrowRight" || key === "ArrowUp") return order[Math.min(index + 1, last)];
  if (key === "ArrowLeft" || key === "ArrowDown") return order[Math.max(index - 1, 0)];
  if (key === "Home") return order[0];
  return key === "End" ? order[last] : undefined;
}
