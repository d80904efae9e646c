"use client";

import { type ReactNode, startTransition, useEffect, useRef, useState } from "react";
import styles from "./charts.module.css";
import "./recharts.css";

/**
 * Draws its child once it comes near the screen, so a page's charts cost nothing until somebody scrolls to them.
 * The height is the stylesheet's, with or without the chart: nothing moves when it arrives.
 *
 * @param isReady false: what it is to draw is on its way
 */
export function WhenSeen({
  size,
  isReady = true,
  children,
}: {
  size: "curve" | "chart" | "scatter";
  isReady?: boolean;
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) startTransition(() => setSeen(true));
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={frame} className={styles.frame} data-size={size}>
      {seen && isReady ? children : <ChartWaiting />}
    </div>
  );
}

export function ChartWaiting() {
  return (
    <p className={styles.waiting}>
      <span className="needs-script">Drawing the chart…</span>
      <noscript>The chart needs JavaScript; its numbers are in the table below.</noscript>
    </p>
  );
}
