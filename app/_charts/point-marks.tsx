import { type MouseEvent, memo } from "react";
import { type Training, trainings } from "#db/derive/board-view/training.ts";
import type { ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { NamePlace } from "./name-places.ts";
import { cloudOf, type PlacedPoint, reachesOf } from "./placed-points.ts";
import { percent, type Size } from "./plot-geometry.ts";
import { PointMark } from "./point-mark.tsx";
import { isCrowded, shapePath, shapePaths, smallShapePaths } from "./shape-path.tsx";

/** Places of names at the size on screen, not known before it was measured, and at that of paper. */
export interface Names {
  readonly screen: ReadonlyMap<string, NamePlace> | null;
  readonly paper: ReadonlyMap<string, NamePlace>;
}

interface MarksProperties {
  readonly placed: readonly PlacedPoint[];
  /** Of the area between the axes, pixels: on screen, not known before it was measured, and on paper. */
  readonly size: Size | null;
  readonly paper: Size;
  readonly names: Names;
  readonly onClick?: (event: MouseEvent) => void;
}

/** The points of a chart: links up to so many; of more, those that are strong, the others being paths, one a training. */
export const PointMarks = memo(function PointMarks({ placed, size, paper, names, ...link }: MarksProperties) {
  const cloud = cloudOf(placed);
  const reaches = reachesOf(placed, size ?? paper);
  return (
    <>
      <Layer medium="paper" size={paper} placed={placed} cloud={cloud} />
      {size && <Layer medium="screen" size={size} placed={placed} cloud={cloud} />}
      {placed
        .filter((one) => !cloud.has(one))
        .map(({ point, left, top }) => (
          // biome-ignore lint/a11y/noSvgWithoutTitle: a place within the drawing; the link has the words
          <svg key={point.id} x={percent(left)} y={percent(top)} width="1" height="1" className={styles.at}>
            <PointMark
              point={point}
              reach={reaches.get(point.id) ?? 0}
              places={{ screen: names.screen?.get(point.id), paper: names.paper.get(point.id) }}
              {...link}
            />
          </svg>
        ))}
    </>
  );
});

interface CloudProperties {
  readonly size: Size;
  readonly placed: readonly PlacedPoint[];
  readonly cloud: ReadonlySet<PlacedPoint>;
}

/** What is drawn in pixels of a size. */
function Layer({ medium, size, ...points }: CloudProperties & { medium: "screen" | "paper" }) {
  return (
    <svg
      width="100%"
      height="100%"
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      className={styles.stretched}
      data-medium={medium}
      aria-hidden="true"
    >
      <BarsAndCloud size={size} {...points} />
    </svg>
  );
}

/** Bars of all points as one path, of very many those of the strong; and the points that are no links as one a training. */
export const BarsAndCloud = memo(function BarsAndCloud({ size, placed, cloud }: CloudProperties) {
  const { width, height } = size;
  const barred = isCrowded(placed.length) ? placed.filter(({ point }) => point.weight === "strong") : placed;
  const bars = barred.map((one) => barPath(one, size)).join("");
  const isSmall = isCrowded(cloud.size);
  const paths = isSmall ? smallShapePaths : shapePaths;
  const pathOf = (training: Training, weight: ChartPoint["weight"]) =>
    [...cloud]
      .filter(({ point }) => point.training === training && point.weight === weight)
      .map(({ left, top }) => shapePath(training, left * width, top * height, paths))
      .join("");
  return (
    <>
      {bars && <path d={bars} className={styles.bar} />}
      {cloud.size > 0 &&
        trainings.flatMap(({ id }) =>
          (["plain", "strong"] as const).map((weight) => (
            <path
              key={`${id} ${weight}`}
              d={pathOf(id, weight)}
              className={styles.shape}
              data-training={id}
              data-weight={weight}
              data-small={isSmall || undefined}
            />
          )),
        )}
    </>
  );
});

const capPixels = 4;

function barPath({ left, bar }: PlacedPoint, { width, height }: Size): string {
  if (!bar) return "";
  const [x, low, high] = [left * width, bar[0] * height, bar[1] * height].map((one) => one.toFixed(1));
  return `M${x} ${low}m${-capPixels} 0h${2 * capPixels}m${-capPixels} 0V${high}m${-capPixels} 0h${2 * capPixels}`;
}
