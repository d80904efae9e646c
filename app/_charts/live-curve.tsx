"use client";

import { lazy, type ReactNode } from "react";
import type { CurvePoint } from "./curve-point.ts";
import { WhenSeen } from "./when-seen.tsx";

const LearningCurveChart = lazy(() => import("./learning-curve-chart.tsx"));

interface LiveProperties {
  readonly points: readonly CurvePoint[];
  readonly label: string;
  /** The server's drawing of the same. */
  readonly children: ReactNode;
}

export function LiveCurve({ points, label, children }: LiveProperties) {
  return (
    <WhenSeen size="curve" drawn={children}>
      <LearningCurveChart points={points} label={label} />
    </WhenSeen>
  );
}
