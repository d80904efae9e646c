"use client";

import { memo, useMemo } from "react";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { costPlace, sharePlace } from "./axis-places.ts";
import { At, type Dot, Dots } from "./dots.tsx";
import { FigurePointer, LitMark } from "./figure-pointer.tsx";
import type { LinkedBackbone } from "./first-figures.ts";
import styles from "./home.module.css";
import { useLinkedBackbones } from "./linked-backbones.tsx";
import type { Scatter } from "./scatter-facts.ts";

/** Of the plot within its axes, in pixels; it is about this wide on a laptop. */
const [width, height] = [370, 232];

function scatterDots(scatter: Scatter, backbones: readonly LinkedBackbone[]): Dot[] {
  return backbones.flatMap(({ training }, index) => {
    const [cost, value] = [scatter.costs[index] ?? null, scatter.values[index] ?? null];
    if (cost === null || value === null) return [];
    const x = costPlace(cost, scatter.scale, scatter.costDomain);
    return [
      { index, training, x, y: Math.round(10 * height * (1 - sharePlace(value, scatter.domain))) / 10 },
    ];
  });
}

/** Score against cost with the frontier; all of it, with every name and other costs, is on the Pareto page. */
export function CostScatter({ scatter }: { scatter: Scatter }) {
  const { backbones } = useLinkedBackbones();
  const dots = useMemo(() => scatterDots(scatter, backbones), [scatter, backbones]);
  return (
    <>
      <FigurePointer dots={dots} className={styles.scatterPlot}>
        <svg width="100%" height={height} className={styles.plot} aria-hidden="true">
          <ScatterMarks scatter={scatter} dots={dots} backbones={backbones} />
          <LitMark dots={dots} />
        </svg>
      </FigurePointer>
      <ScatterReadout scatter={scatter} />
    </>
  );
}

interface MarksProperties {
  readonly scatter: Scatter;
  readonly dots: readonly Dot[];
  readonly backbones: readonly LinkedBackbone[];
}

/** All that does not change with what is pointed at. */
const ScatterMarks = memo(function ScatterMarks({ scatter, dots, backbones }: MarksProperties) {
  const { digits } = metricColumn(scatter.metric);
  const byIndex = new Map(dots.map((dot) => [dot.index, dot]));
  const front = scatter.front.flatMap((index) => byIndex.get(index) ?? []);
  return (
    <>
      {scatter.ticks.map((tick) => (
        <At key={tick} x={0} y={height * (1 - sharePlace(tick, scatter.domain))}>
          <text x={-8} y={4} className={styles.scoreText}>
            {Number(tick.toFixed(digits)).toString()}
          </text>
        </At>
      ))}
      <rect width="100%" height={height} className={styles.plotFrame} />
      {scatter.costTicks.map((tick) => (
        <At key={tick} x={costPlace(tick, scatter.scale, scatter.costDomain)} y={height}>
          <path d="M0 0v4" className={styles.tick} />
          <text y={17} className={styles.tickText}>
            {Number(tick.toPrecision(6)).toString()}
          </text>
        </At>
      ))}
      <svg
        width="100%"
        height={height}
        viewBox={`0 0 1 ${height}`}
        preserveAspectRatio="none"
        className={styles.at}
        aria-hidden="true"
      >
        <path d={frontPath(front)} className={styles.front} />
      </svg>
      <Dots dots={dots} height={height} width={width} />
      {scatter.names.map(({ index, dx, dy, anchor }) => {
        const dot = byIndex.get(index);
        return (
          dot && (
            <At key={index} x={dot.x} y={dot.y}>
              <text x={dx} y={dy} textAnchor={anchor} className={styles.name}>
                {backbones[index]?.label}
              </text>
            </At>
          )
        );
      })}
    </>
  );
});

/** Steps from the cheapest to the right end: what a budget buys. */
function frontPath(front: readonly Dot[]): string {
  const [first, ...others] = front;
  if (!first) return "";
  const steps = others.map(({ x, y }) => `H${x.toFixed(4)}V${y}`).join("");
  return `M${first.x.toFixed(4)} ${first.y}${steps}H1`;
}

/** Both numbers of the backbone that is pointed at, or how many the frontier is of. */
function ScatterReadout({ scatter }: { scatter: Scatter }) {
  const { backbones, lit } = useLinkedBackbones();
  const column = metricColumn(scatter.metric);
  const count = scatter.costs.filter((known) => known !== null).length;
  const [spent, value] =
    lit === null ? [null, null] : [scatter.costs[lit] ?? null, scatter.values[lit] ?? null];
  const both = spent !== null && value !== null;
  return (
    <p className={styles.costs}>
      <span>{scatter.costLabel} (← cheaper)</span>
      <span>
        {lit === null
          ? `${scatter.front.length} of ${count} on the frontier`
          : `${backbones[lit]?.label}: ${both ? `${Number(spent.toPrecision(3))}, ${value.toFixed(column.digits)}` : "not known"}`}
      </span>
    </p>
  );
}
