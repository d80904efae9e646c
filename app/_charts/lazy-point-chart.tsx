"use client";

import dynamic from "next/dynamic";
import type { PointChartProperties } from "./chart-point.ts";
import { ChartWaiting, WhenSeen } from "./when-seen.tsx";

const PointChart = dynamic(() => import("./point-chart.tsx"), { ssr: false, loading: ChartWaiting });

/** A point chart that loads its library when it comes near the screen, in a frame of the final height. */
export function LazyPointChart({
  size,
  isReady = true,
  ...chart
}: PointChartProperties & { size: "chart" | "scatter"; isReady?: boolean }) {
  return (
    <WhenSeen size={size} isReady={isReady}>
      <PointChart {...chart} />
    </WhenSeen>
  );
}
