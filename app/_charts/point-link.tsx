import { type MouseEvent, memo, useRef } from "react";
import type { ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { NamePlace } from "./name-places.ts";
import { ShapePath } from "./shape-path.tsx";
import type { EnteredPoint } from "./use-entered-point.ts";

interface PointLinkProperties extends Pick<EnteredPoint, "enter" | "leave"> {
  readonly point: ChartPoint;
  readonly x: string;
  readonly y: string;
  /** Around its centre, pixels. */
  readonly reach: number;
  readonly screenName: NamePlace | null;
  readonly paperName: NamePlace | null;
  /** One of a crowd, which nobody has entered. */
  readonly isSmall: boolean;
  readonly isStop: boolean;
  readonly isEntered: boolean;
}

/**
 * A link to the backbone's page; its accessible name is the whole point as a sentence. A finger's first tap shows the
 * tooltip, as a pointer that comes near does, and its second follows the link.
 */
export const PointLink = memo(function PointLink(properties: PointLinkProperties) {
  const { point, x, y, reach, screenName, paperName, isSmall, isStop, isEntered, enter, leave } = properties;
  const press = useRef<"first tap" | "follows">("follows");
  const onClick = (event: MouseEvent) => {
    if (press.current === "first tap") event.preventDefault();
    press.current = "follows";
  };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a place within the drawing; the link has the words
    <svg x={x} y={y} width="1" height="1" className={styles.at}>
      <a
        href={`/backbones/${point.id}`}
        aria-label={point.description}
        tabIndex={isStop ? 0 : -1}
        data-point={point.id}
        className={styles.point}
        onFocus={() => enter(point.id)}
        onBlur={leave}
        onPointerEnter={({ pointerType }) => pointerType === "mouse" && enter(point.id)}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && leave()}
        onPointerDown={({ pointerType }) => {
          press.current = pointerType === "mouse" || isEntered ? "follows" : "first tap";
          enter(point.id);
        }}
        onClick={onClick}
      >
        <circle r={reach} className={styles.target} />
        {screenName && <Name point={point} place={screenName} medium="screen" />}
        {paperName && <Name point={point} place={paperName} medium="paper" />}
        <g transform={isSmall ? "scale(0.45)" : undefined}>
          <ShapePath training={point.training} weight={point.weight} />
        </g>
      </a>
    </svg>
  );
});

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
