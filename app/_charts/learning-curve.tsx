"use client";

import dynamic from "next/dynamic";
import type { CurvePoint } from "./learning-curve-chart.tsx";
import { ChartWaiting, WhenSeen } from "./when-seen.tsx";

const LearningCurveChart = dynamic(() => import("./learning-curve-chart.tsx"), {
  ssr: false,
  loading: ChartWaiting,
});

export function LearningCurve({ points, label }: { points: readonly CurvePoint[]; label: string }) {
  return (
    <WhenSeen size="curve">
      <LearningCurveChart points={points} label={label} />
    </WhenSeen>
  );
}
