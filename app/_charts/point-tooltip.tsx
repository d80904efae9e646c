import Link from "next/link";
import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { ShownPoint } from "./use-shown-point.ts";

interface TooltipProperties extends Pick<ShownPoint, "keep" | "leave"> {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** Recharts'. */
  readonly payload?: readonly { readonly payload?: { readonly point: ChartPoint } }[];
}

/** Name and numbers of a point. */
export function PointTooltip({ x, y, keep, leave, payload }: TooltipProperties) {
  const point = payload?.[0]?.payload?.point;
  if (!point) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays while it is read; keys leave it by Escape
    <div className={styles.tooltip} data-shown={point.id} onMouseEnter={keep} onMouseLeave={leave}>
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
