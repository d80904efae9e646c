"use client";

import type { ReactNode } from "react";
import styles from "./charts.module.css";
import type { CurvePoint } from "./curve-point.ts";
import { useWhenNear } from "./use-when-near.ts";

interface LiveProperties {
  readonly points: readonly CurvePoint[];
  readonly label: string;
  /** The server's drawing of the same. */
  readonly children: ReactNode;
}

const load = () => import("./learning-curve-chart.tsx");

/**
 * Puts recharts' chart in place of the server's drawing once it comes near the screen. Paper, saved pictures and readers whom
 * the library does not reach have the drawing. The height is the stylesheet's with either.
 */
export function LiveCurve({ points, label, children }: LiveProperties) {
  const [frame, loaded] = useWhenNear(load);
  return (
    <div ref={frame} className={styles.frame} data-size="curve">
      {loaded && (
        <div className={styles.live} data-medium="screen">
          <loaded.LearningCurveChart points={points} label={label} />
        </div>
      )}
      <div data-medium={loaded ? "paper" : undefined}>{children}</div>
    </div>
  );
}
