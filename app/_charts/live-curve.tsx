"use client";

import { lazy, type ReactNode } from "react";
import { untilItComes } from "../_parts/until-it-comes.ts";
import type { CurvePoint } from "./curve-point.ts";
import { WhenSeen } from "./when-seen.tsx";

const LearningCurveChart = lazy(() => untilItComes(() => import("./learning-curve-chart.tsx")));

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
