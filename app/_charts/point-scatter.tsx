import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useCallback,
  useMemo,
  useRef,
} from "react";
import { CartesianGrid, Scatter, ScatterChart, Tooltip, usePlotArea, XAxis, YAxis } from "recharts";
import type { ChartAxis, ChartPoint, PointChartProperties } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { NamePlace } from "./name-places.ts";
import { type PlacedPoint, reachesOf } from "./placed-points.ts";
import { AxisNames, SteppedLine } from "./plot-axes.tsx";
import { areaOf, heldValue, type Margins, type Size } from "./plot-geometry.ts";
import { isTap, PointMark } from "./point-mark.tsx";
import { BarsAndCloud } from "./point-marks.tsx";
import { PointTooltip } from "./point-tooltip.tsx";
import { nextStop, walks } from "./point-walk.ts";
import { isCrowded } from "./shape-path.tsx";
import { type ShownPoint, useShownPoint } from "./use-shown-point.ts";
import "./recharts.css";

interface ScatterProperties extends PointChartProperties {
  /** The points, as they are drawn. */
  readonly placed: readonly PlacedPoint[];
  /** Of the whole chart, pixels. */
  readonly frame: Size;
  readonly margins: Margins;
  readonly names: ReadonlyMap<string, NamePlace>;
}

/**
 * Points by recharts. One stop in the tab order: left and right walk the points along the one axis, up and down along the other;
 * a finger's first tap shows a point's tooltip, its second opens it.
 */
export function PointScatter({ label, points, frame, ...plot }: ScatterProperties) {
  const { x, y, placed, margins } = plot;
  const orders = useMemo(() => walks(points, x, y), [points, x, y]);
  const area = useMemo(() => areaOf(frame, margins), [frame, margins]);
  const data = useMemo(() => plotted(placed, x, y, area), [placed, x, y, area]);
  const chart = useRef<HTMLDivElement>(null);
  const { shown, ...entry } = useShownPoint(chart);
  const index = data.findIndex(({ point }) => point.id === shown);
  const shownBefore = useRef(shown);

  // A new state would have recharts make all points anew, and the focus would be lost.
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const stop = event.currentTarget.querySelector<SVGAElement>("[data-point][tabindex='0']");
    const id = nextStop(event.key, orders, stop?.dataset.point);
    const next = event.currentTarget.querySelector<SVGAElement>(`[data-point="${id}"]`);
    if (!stop || !next) return;
    event.preventDefault();
    stop.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  const { show } = entry;
  const follow = useCallback(
    (event: MouseEvent, { id }: ChartPoint) => {
      // Or recharts goes on showing the clicked point.
      event.stopPropagation();
      if (!isTap(event) || shownBefore.current === id) return;
      event.preventDefault();
      // The second tap on a point that was put away neither enters nor focuses it.
      show(id);
    },
    [show],
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups the points of a chart
    <div
      ref={chart}
      role="group"
      aria-label={`${label} Arrow keys walk the points.`}
      onKeyDown={walk}
      onPointerDownCapture={() => {
        shownBefore.current = shown;
      }}
    >
      <ScatterChart {...frame} margin={{ ...margins, left: 0, bottom: 0 }} accessibilityLayer={false}>
        <Plot {...plot} {...entry} data={data} area={area} first={orders.x[0]} follow={follow} />
        <Tooltip
          // With the click's tooltip the index is obeyed alone, so keys can say it as well as the pointer.
          trigger="click"
          {...(index >= 0 && { defaultIndex: index })}
          content={<PointTooltip x={x} y={y} {...entry} />}
          cursor={false}
          offset={16}
          isAnimationActive={false}
          wrapperStyle={{ pointerEvents: "auto", zIndex: 2 }}
        />
      </ScatterChart>
    </div>
  );
}

/** A point as recharts plots it: what lies beyond an axis stands at its end. */
interface Plotted {
  readonly point: ChartPoint;
  readonly x: number;
  readonly y: number;
  readonly reach: number;
}

function plotted(placed: readonly PlacedPoint[], x: ChartAxis, y: ChartAxis, area: Size): Plotted[] {
  const reaches = reachesOf(placed, area);
  return placed.map(({ point }) => ({
    ...{ point, x: heldValue(point.x, x), y: heldValue(point.y, y), reach: reaches.get(point.id) ?? 0 },
  }));
}

interface PlotProperties
  extends Omit<ScatterProperties, "label" | "frame" | "points">,
    Pick<ShownPoint, "show" | "leave"> {
  readonly data: readonly Plotted[];
  readonly area: Size;
  /** The one point that Tab reaches at first. */
  readonly first: string | undefined;
  readonly follow: (event: MouseEvent, point: ChartPoint) => void;
}

/** All but the tooltip, at whose coming and going nothing else is drawn anew. */
const Plot = memo(function Plot(properties: PlotProperties) {
  const { data, placed, x, y, line, margins, area, names, show, leave, first, follow } = properties;
  const mark = ({ cx, cy, payload }: { cx: number | undefined; cy: number | undefined; payload?: Plotted }) =>
    payload && (
      <g transform={`translate(${cx} ${cy})`}>
        <PointMark
          {...{ point: payload.point, reach: payload.reach, places: { screen: names.get(payload.point.id) } }}
          isSmall={payload.point.weight === "plain" && isCrowded(data.length)}
          tabIndex={payload.point.id === first ? 0 : -1}
          onClick={(event) => follow(event, payload.point)}
        />
      </g>
    );
  return (
    <>
      <CartesianGrid syncWithTicks />
      <XAxis {...axisOf(x)} dataKey="x" height={margins.bottom} tickMargin={3.48} />
      <YAxis {...axisOf(y)} dataKey="y" width={margins.left} axisLine={false} tick={{ dy: -0.42 }} />
      <InArea>
        <AxisNames x={x} y={y} />
        {line && <SteppedLine line={line} x={x} y={y} />}
        <BarsAndCloud size={area} placed={placed} cloud={nobody} />
      </InArea>
      <Scatter
        data={data}
        shape={mark}
        isAnimationActive={false}
        onMouseEnter={({ payload }) => show(payload.point.id)}
        onMouseLeave={leave}
        onFocus={({ payload }) => show(payload.point.id)}
        onBlur={leave}
      />
    </>
  );
});

const nobody: ReadonlySet<PlacedPoint> = new Set();

const axisOf = ({ scale, domain, ticks, direction, format }: ChartAxis) => ({
  ...{
    type: "number" as const,
    scale,
    domain: [...domain] as [number, number],
    ticks,
    tickFormatter: format,
  },
  ...{ reversed: direction === "reversed", interval: 0 as const, tickLine: false },
});

function InArea({ children }: { children: ReactNode }) {
  const area = usePlotArea();
  return (
    <svg {...area} className={styles.at} aria-hidden="true">
      {children}
    </svg>
  );
}
