"use client";

import dynamic from "next/dynamic";
import { ChartWaiting, WhenSeen } from "./when-seen.tsx";

export interface CurvePoint {
  readonly iteration: number;
  readonly trainLoss: number;
  readonly validationLoss?: number | undefined;
}

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
