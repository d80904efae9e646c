import { metricColumn } from "#db/derive/board-view/columns.ts";
import { tickText } from "../_charts/ticks.ts";
import { scorePlace } from "./axis-places.ts";
import { Dots } from "./dots.tsx";
import type { LinkedBackbone } from "./first-figures.ts";
import styles from "./home.module.css";
import { At } from "./mark.tsx";
import { stripDots, stripHeight, stripMiddle, widest } from "./strip-dots.ts";
import type { Strip } from "./strip-facts.ts";

interface MarksProperties {
  readonly strip: Strip;
  readonly backbones: readonly LinkedBackbone[];
}

/** All of a strip that does not change with what is pointed at: drawn by the server alone. */
export function StripMarks({ strip, backbones }: MarksProperties) {
  const { domain, ticks, leaders, metric } = strip;
  const { digits } = metricColumn(metric);
  const dots = stripDots(strip, backbones);
  const best = dots.filter(({ index }) => leaders.includes(index));
  return (
    <>
      <line x1="6%" x2="98%" y1={stripMiddle} y2={stripMiddle} className={styles.axis} />
      {ticks.map((tick) => (
        <At key={tick} x={scorePlace(tick, domain)} y={stripMiddle}>
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
      <Dots dots={dots} height={stripHeight} width={widest} />
    </>
  );
}
