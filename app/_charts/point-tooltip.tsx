import Link from "next/link";
import type { CSSProperties } from "react";
import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import { across, down, type Size, share } from "./plot-geometry.ts";
import type { EnteredPoint } from "./use-entered-point.ts";

interface TooltipProperties extends Pick<EnteredPoint, "keep" | "leave"> {
  readonly point: ChartPoint;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** Of the area between the axes. */
  readonly size: Size;
}

/** Below that a tooltip beside its point would cover half of the chart. */
const narrowPixels = 520;

/** Name and numbers of a point beside it; where the chart is narrow, above or below it. */
export function PointTooltip({ point, x, y, size, keep, leave }: TooltipProperties) {
  const isNarrow = size.width < narrowPixels;
  const side = isNarrow
    ? share(point.y, y) > 0.5
      ? "below"
      : "above"
    : share(point.x, x) > 0.5
      ? "left"
      : "right";
  const place = { "--x": across(point.x, x), "--y": down(point.y, y) } as CSSProperties;
  return (
    <div
      className={styles.tooltip}
      data-side={side}
      style={place}
      onPointerEnter={keep}
      onPointerDown={keep}
      onPointerLeave={({ pointerType }) => pointerType === "mouse" && leave()}
    >
      <strong>{point.label}</strong>
      <span>
        {x.name} <b>{x.format(point.x)}</b>
      </span>
      <span>
        {y.name} <b>{y.format(point.y)}</b>
      </span>
      {point.remark && <em>{point.remark}</em>}
      {/* The point is the link for keys. */}
      <Link href={`/backbones/${point.id}`} prefetch={false} tabIndex={-1}>
        All about it
      </Link>
    </div>
  );
}
