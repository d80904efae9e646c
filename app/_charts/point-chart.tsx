"use client";

import { type MouseEvent, useMemo } from "react";
import type { PointChartProperties } from "./chart-point.ts";
import styles from "./charts.module.css";
import { firstSign } from "./first-sign.ts";
import { namePlaces } from "./name-places.ts";
import { placedPoints } from "./placed-points.ts";
import { PlotAxes, SteppedLine } from "./plot-axes.tsx";
import { areaOf, type ChartSize, paperFrame, plotMargins } from "./plot-geometry.ts";
import { isTap } from "./point-mark.tsx";
import { PointMarks } from "./point-marks.tsx";
import { useSize } from "./use-size.ts";
import { useWhenNear } from "./use-when-near.ts";

interface FramedProperties extends PointChartProperties {
  readonly size: ChartSize;
  /** false: what it is to draw is on its way. */
  readonly isReady?: boolean;
}

/** A point chart in a frame of a fixed height; drawn by the server too, so it is there without scripts and on paper. */
export function PointChart({ size, isReady = true, ...chart }: FramedProperties) {
  return (
    <div className={styles.frame} data-size={size}>
      {isReady ? <Plot size={size} {...chart} /> : <p className={styles.waiting}>Drawing the chart…</p>}
    </div>
  );
}

/** Of more points the library would keep a slow device busy for seconds. */
const mostLive = 300;

const load = () => firstSign().then(() => import("./point-scatter.tsx"));

/** A finger meets a point's tooltip before its page. */
const untilLive = (event: MouseEvent) => {
  if (isTap(event)) event.preventDefault();
};

/**
 * Points with a shape and colour per training. Recharts draws the same in place of it, up to so many, for a reader who does
 * anything once it is near the screen, and answers pointer and keys.
 */
function Plot({ size, label, points, x, y, line }: PointChartProperties & { size: ChartSize }) {
  const isFew = points.length <= mostLive;
  const [plot, live] = useWhenNear(isFew ? load : null);
  const frame = useSize(plot);
  const margins = useMemo(() => plotMargins(y), [y]);
  const measured = useMemo(() => {
    const area = frame && areaOf(frame, margins);
    return area && area.width > 0 && area.height > 0 ? area : null;
  }, [frame, margins]);
  const placed = useMemo(() => placedPoints(points, x, y), [points, x, y]);
  const paper = useMemo(() => areaOf(paperFrame[size], margins), [size, margins]);
  const onPaper = useMemo(() => namePlaces(points, { x, y }, paper, line), [points, x, y, paper, line]);
  const onScreen = useMemo(
    () => (measured ? namePlaces(points, { x, y }, measured, line) : null),
    [points, x, y, line, measured],
  );
  const drawnNames = useMemo(() => ({ screen: onScreen, paper: onPaper }), [onScreen, onPaper]);
  const isLive = isFew && live && frame && onScreen;
  return (
    <div ref={plot} className={styles.plot}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups the points of a chart */}
      <div role="group" aria-label={label} data-medium={isLive ? "paper" : undefined}>
        <div
          className={styles.area}
          style={{
            inset: `${margins.top}px ${margins.right}px ${margins.bottom}px ${margins.left}px`,
          }}
        >
          {/* biome-ignore lint/a11y/noSvgWithoutTitle: the group is named, and each of its points */}
          <svg width="100%" height="100%" className={styles.drawing}>
            <PlotAxes x={x} y={y} />
            {line && <SteppedLine line={line} x={x} y={y} />}
            <PointMarks
              placed={placed}
              size={measured}
              paper={paper}
              names={drawnNames}
              {...(isFew && { onClick: untilLive })}
            />
          </svg>
        </div>
      </div>
      {isLive && (
        <div className={styles.live} data-medium="screen">
          <live.PointScatter
            {...{ label, points, x, y, placed, frame, margins }}
            {...(line && { line })}
            names={onScreen}
          />
        </div>
      )}
    </div>
  );
}
