"use client";

import { type ReactNode, startTransition, useEffect, useRef, useState } from "react";
import { untilItComes } from "../_parts/until-it-comes.ts";
import styles from "./charts.module.css";
import type { CurvePoint } from "./curve-point.ts";
import type { LearningCurveChart } from "./learning-curve-chart.tsx";

interface LiveProperties {
  readonly points: readonly CurvePoint[];
  readonly label: string;
  /** The server's drawing of the same. */
  readonly children: ReactNode;
}

/**
 * Puts recharts' chart in place of the server's drawing once it comes near the screen. Paper, saved pictures and readers whom
 * the library does not reach have the drawing. The height is the stylesheet's with either.
 */
export function LiveCurve({ points, label, children }: LiveProperties) {
  const frame = useRef<HTMLDivElement>(null);
  const [Chart, setChart] = useState<typeof LearningCurveChart | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      async (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        const loaded = await untilItComes(() => import("./learning-curve-chart.tsx"));
        startTransition(() => setChart(() => loaded.LearningCurveChart));
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={frame} className={styles.frame} data-size="curve">
      {Chart && (
        <div className={styles.live} data-medium="screen">
          <Chart points={points} label={label} />
        </div>
      )}
      <div data-medium={Chart ? "paper" : undefined}>{children}</div>
    </div>
  );
}
