"use client";

import { memo, useMemo } from "react";
import { type MetricColumn, metricColumn } from "#db/derive/board-view/columns.ts";
import { unitSigns } from "../_parts/units.ts";
import { dodged, scorePlace, spread } from "./axis-places.ts";
import { At, type Dot, Dots } from "./dots.tsx";
import { FigurePointer, LitMark } from "./figure-pointer.tsx";
import type { LinkedBackbone } from "./first-figures.ts";
import styles from "./home.module.css";
import { useLinkedBackbones } from "./linked-backbones.tsx";
import { mostShapes, type Strip } from "./strip-facts.ts";

/** Of a strip's plot, in pixels: its height, the line that marks stand on, and the narrowest and widest that it is. */
const height = 44;
const middle = 17;
const [narrowest, widest] = [330, 460];

function stripDots({ values, domain }: Strip, backbones: readonly LinkedBackbone[]): Dot[] {
  const places = values.map((value) => (value === null ? null : scorePlace(value, domain)));
  const moves = places.length <= mostShapes ? dodged(places, narrowest) : spread(places);
  return backbones.flatMap(({ training }, index) => {
    const x = places[index] ?? null;
    return x === null ? [] : [{ index, training, x, y: middle + (moves[index] ?? 0) }];
  });
}

/** A task: its main metric of every backbone on one axis, better to the right, and who is best or pointed at. */
export function DotStrip({ strip }: { strip: Strip }) {
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
        <svg width="100%" height={height} className={styles.plot} aria-hidden="true">
          <LitInterval strip={strip} />
          <StripMarks strip={strip} dots={dots} digits={column.digits} />
          <LitMark dots={dots} />
        </svg>
      </FigurePointer>
    </li>
  );
}

/** "mIoU, %", and of a metric that is better when it is lower that its axis is turned round. */
function measureWords({ label, unit, better }: MetricColumn): string {
  const sign = unitSigns[unit];
  return `${label}${sign && `, ${sign}`}${better === "lower" ? "; axis turned round" : ""}`;
}

interface MarksProperties {
  readonly strip: Strip;
  readonly dots: readonly Dot[];
  readonly digits: number;
}

const tickText = (tick: number, digits: number) => Number(tick.toFixed(digits)).toString();

/** All that does not change with what is pointed at. */
const StripMarks = memo(function StripMarks({ strip, dots, digits }: MarksProperties) {
  const { domain, ticks, leaders } = strip;
  const best = dots.filter(({ index }) => leaders.includes(index));
  return (
    <>
      <line x1="6%" x2="98%" y1={middle} y2={middle} className={styles.axis} />
      {ticks.map((tick) => (
        <At key={tick} x={scorePlace(tick, domain)} y={middle}>
          <path d="M0-13v26" className={styles.tick} />
          <text y={24} className={styles.tickText}>
            {tickText(tick, digits)}
          </text>
        </At>
      ))}
      {best.length <= 3 &&
        best.map(({ index, x, y }) => (
          <At key={index} x={x} y={y}>
            <circle r={9.5} className={styles.bestMark} />
          </At>
        ))}
      <Dots dots={dots} height={height} width={widest} />
    </>
  );
});

/** The interval of the best, or of the backbone that is pointed at, where it has one. */
function LitInterval({ strip: { intervals, domain, leaders } }: { strip: Strip }) {
  const { lit } = useLinkedBackbones();
  const interval = intervals?.[lit ?? leaders[0] ?? -1] ?? null;
  if (!interval) return null;
  const [x1, x2] = interval.map((end) => `${(100 * scorePlace(end, domain)).toFixed(2)}%`);
  return <line x1={x1} x2={x2} y1={middle} y2={middle} className={styles.interval} />;
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
