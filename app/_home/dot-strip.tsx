"use client";

import { type ReactNode, useMemo } from "react";
import { type MetricColumn, metricColumn } from "#db/derive/board-view/columns.ts";
import { unitSigns } from "../_parts/units.ts";
import { scorePlace } from "./axis-places.ts";
import { FigurePointer, LitMark } from "./figure-pointer.tsx";
import styles from "./home.module.css";
import { useLinkedBackbones } from "./linked-backbones.tsx";
import { stripDots, stripHeight, stripMiddle } from "./strip-dots.ts";
import type { Strip } from "./strip-facts.ts";

/** A task: its main metric of every backbone on one axis, better to the right, and who is best or pointed at; its marks are given. */
export function DotStrip({ strip, children }: { strip: Strip; children: ReactNode }) {
  const { backbones } = useLinkedBackbones();
  const column = metricColumn(strip.metric);
  const dots = useMemo(() => stripDots(strip, backbones), [strip, backbones]);
  return (
    <li className={styles.strip}>
      <p className={styles.task}>
        <span>{column.taskLabel}</span> <small>{measureWords(column)}</small>
      </p>
      <StripReadout strip={strip} column={column} />
      <FigurePointer dots={dots} className={styles.stripPlot}>
        <svg width="100%" height={stripHeight} className={styles.plot} aria-hidden="true">
          <LitInterval strip={strip} />
          {children}
          <LitMark dots={dots} />
        </svg>
      </FigurePointer>
    </li>
  );
}

/** "mIoU, %", and of a metric that is better when it is lower that its axis is turned round. */
export function measureWords({ label, unit, better }: MetricColumn): string {
  const sign = unitSigns[unit];
  return `${label}${sign && `, ${sign}`}${better === "lower" ? "; axis turned round" : ""}`;
}

/** The interval of the best, or of the backbone that is pointed at, where it has one. */
export function LitInterval({ strip: { intervals, domain, leaders } }: { strip: Strip }) {
  const { lit } = useLinkedBackbones();
  const interval = intervals?.[lit ?? leaders[0] ?? -1] ?? null;
  if (!interval) return null;
  const [x1, x2] = interval.map((end) => `${(100 * scorePlace(end, domain)).toFixed(2)}%`);
  return <line x1={x1} x2={x2} y1={stripMiddle} y2={stripMiddle} className={styles.interval} />;
}

/** Value and name of the best, or of the one that is pointed at; its place is kept, so nothing moves. */
function StripReadout({ strip, column: { digits } }: { strip: Strip; column: MetricColumn }) {
  const { backbones, lit } = useLinkedBackbones();
  const [first] = strip.leaders;
  const others = strip.leaders.length - 1;
  const shown = lit ?? first;
  if (shown === undefined) return <p className={styles.readout} />;
  const value = strip.values[shown] ?? null;
  return (
    <p className={styles.readout} data-best={lit === null || strip.leaders.includes(lit) || undefined}>
      {lit === null && <span className="visually-hidden">Best: </span>}
      <b>{value === null ? "–" : value.toFixed(digits)}</b> <span>{backbones[shown]?.label}</span>
      {lit === null && others > 0 && (
        <span>
          +{others}
          <span className="visually-hidden"> more</span>
        </span>
      )}
    </p>
  );
}
