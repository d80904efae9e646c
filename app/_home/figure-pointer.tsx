import type { MouseEvent, PointerEvent, ReactNode } from "react";
import styles from "./home.module.css";
import { figureMark, useLinkedBackbones } from "./linked-backbones.tsx";
import { At, type Dot, Shape } from "./mark.tsx";

/** Pixels from a mark's middle within which it is pointed at: a finger's width across. */
const reach = 22;

interface PointerProperties {
  readonly dots: readonly Dot[];
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/**
 * A figure in which the nearest mark is the one pointed at. A finger's first touch marks it, since touching does not point;
 * the mark then is a link, which the next touch follows.
 */
export function FigurePointer({ dots, className, children }: PointerProperties) {
  const { light } = useLinkedBackbones();
  const point = (event: MouseEvent<Element>) => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect();
    light(nearest(dots, event.clientX - left, event.clientY - top, width));
  };
  const byMouse = (then: (event: PointerEvent<Element>) => void) => (event: PointerEvent<Element>) => {
    if (event.pointerType !== "touch") then(event);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: a way for pointers; keys walk the backbones
    <div
      {...figureMark}
      className={className}
      onPointerMove={byMouse(point)}
      onPointerLeave={byMouse(() => light(null))}
      onClick={point}
    >
      {children}
    </div>
  );
}

function nearest(dots: readonly Dot[], x: number, y: number, width: number): number | null {
  let [found, least]: [number | null, number] = [null, reach];
  for (const dot of dots) {
    const distance = Math.hypot(dot.x * width - x, dot.y - y);
    if (distance < least) [found, least] = [dot.index, distance];
  }
  return found;
}

/** The mark of the backbone that is pointed at, above the others. */
export function LitMark({ dots }: { dots: readonly Dot[] }) {
  const { backbones, lit } = useLinkedBackbones();
  const dot = dots.find(({ index }) => index === lit);
  const backbone = lit === null ? undefined : backbones[lit];
  if (!dot || !backbone) return null;
  return (
    <a href={`/backbones/${backbone.id}`} tabIndex={-1} data-lit-link className={styles.lit}>
      <At x={dot.x} y={dot.y}>
        <circle r={reach / 2} />
      </At>
      <Shape dot={dot} />
    </a>
  );
}
