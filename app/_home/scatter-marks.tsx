import { metricColumn } from "#db/derive/board-view/columns.ts";
import { tickText } from "../_charts/ticks.ts";
import { costPlace, sharePlace } from "./axis-places.ts";
import { Dots } from "./dots.tsx";
import type { LinkedBackbone } from "./first-figures.ts";
import styles from "./home.module.css";
import { At, type Dot } from "./mark.tsx";
import { scatterHeight } from "./scatter-axes.ts";
import { scatterDots } from "./scatter-dots.ts";
import type { Scatter } from "./scatter-facts.ts";

/** Of the plot on a laptop, in pixels, about. */
const laptopWidth = 370;

interface MarksProperties {
  readonly scatter: Scatter;
  readonly backbones: readonly LinkedBackbone[];
}

/** All of the chart that does not change with what is pointed at: drawn by the server alone. */
export function ScatterMarks({ scatter, backbones }: MarksProperties) {
  const { digits } = metricColumn(scatter.metric);
  const dots = scatterDots(scatter, backbones);
  const byIndex = new Map(dots.map((dot) => [dot.index, dot]));
  const front = scatter.front.flatMap((index) => byIndex.get(index) ?? []);
  return (
    <>
      {scatter.ticks.map((tick) => (
        <At key={tick} x={0} y={scatterHeight * (1 - sharePlace(tick, scatter.domain))}>
          <text x={-8} y={4} className={styles.scoreText}>
            {tickText(tick, digits)}
          </text>
        </At>
      ))}
      <rect width="100%" height={scatterHeight} className={styles.plotFrame} />
      {scatter.costTicks.map((tick) => (
        <At key={tick} x={costPlace(tick, scatter.scale, scatter.costDomain)} y={scatterHeight}>
          <path d="M0 0v4" className={styles.tick} />
          <text y={17} className={styles.tickText}>
            {Number(tick.toPrecision(6)).toString()}
          </text>
        </At>
      ))}
      <svg
        width="100%"
        height={scatterHeight}
        viewBox={`0 0 1 ${scatterHeight}`}
        preserveAspectRatio="none"
        className={styles.at}
        aria-hidden="true"
      >
        <path d={frontPath(front)} className={styles.front} />
      </svg>
      <Dots dots={dots} height={scatterHeight} width={laptopWidth} />
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
}

/** Steps from the cheapest to the right end: what a budget buys. */
function frontPath(front: readonly Dot[]): string {
  const [first, ...others] = front;
  if (!first) return "";
  const steps = others.map(({ x, y }) => `H${x.toFixed(4)}V${y}`).join("");
  return `M${first.x.toFixed(4)} ${first.y}${steps}H1`;
}
