"use client";

import { type ReactNode, useMemo } from "react";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { FigurePointer, LitMark } from "./figure-pointer.tsx";
import styles from "./home.module.css";
import { useLinkedBackbones } from "./linked-backbones.tsx";
import { scatterHeight } from "./scatter-axes.ts";
import { scatterDots } from "./scatter-dots.ts";
import type { Scatter } from "./scatter-facts.ts";

/** Score against cost with the frontier; all of it, with every name and other costs, is on the Pareto page. */
export function CostScatter({ scatter, children }: { scatter: Scatter; children: ReactNode }) {
  const { backbones } = useLinkedBackbones();
  const dots = useMemo(() => scatterDots(scatter, backbones), [scatter, backbones]);
  return (
    <>
      <FigurePointer dots={dots} className={styles.scatterPlot}>
        <svg width="100%" height={scatterHeight} className={styles.plot} aria-hidden="true">
          {children}
          <LitMark dots={dots} />
        </svg>
      </FigurePointer>
      <ScatterReadout scatter={scatter} />
    </>
  );
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
