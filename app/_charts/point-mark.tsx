import type { MouseEvent } from "react";
import type { ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { NamePlace } from "./name-places.ts";
import { ShapePath } from "./shape-path.tsx";

interface PointMarkProperties {
  readonly point: ChartPoint;
  /** Around its centre, pixels. */
  readonly reach: number;
  /** Of its names, at the sizes that it is drawn for. */
  readonly places: { readonly screen?: NamePlace | undefined; readonly paper?: NamePlace | undefined };
  /** One of a crowd. */
  readonly isSmall?: boolean;
  readonly tabIndex?: number;
  readonly onClick?: (event: MouseEvent) => void;
}

/** A point as a link to the backbone's page; its accessible name is the whole point as a sentence. */
export function PointMark({ point, reach, places, isSmall = false, ...link }: PointMarkProperties) {
  return (
    <a
      href={`/backbones/${point.id}`}
      aria-label={point.description}
      data-point={point.id}
      className={styles.point}
      {...link}
    >
      <circle r={reach} className={styles.target} />
      {places.screen && <Name point={point} place={places.screen} medium="screen" />}
      {places.paper && <Name point={point} place={places.paper} medium="paper" />}
      <ShapePath training={point.training} weight={point.weight} isSmall={isSmall} />
    </a>
  );
}

/** By a finger or a pen; a key's click has no pointer. */
export const isTap = ({ nativeEvent }: MouseEvent): boolean =>
  nativeEvent instanceof PointerEvent && ["touch", "pen"].includes(nativeEvent.pointerType);

interface NameProperties {
  readonly point: ChartPoint;
  readonly place: NamePlace;
  readonly medium: "screen" | "paper";
}

function Name({ point: { label, name, weight }, place: { dx, dy, anchor, leader }, medium }: NameProperties) {
  return (
    <g data-medium={medium}>
      {leader && <line x2={leader.x} y2={leader.y} className={styles.leader} />}
      <text x={dx} y={dy} textAnchor={anchor} className={styles.name} data-weight={weight}>
        {name ?? label}
      </text>
    </g>
  );
}
