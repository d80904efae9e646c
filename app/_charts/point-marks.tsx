import { type MouseEvent, memo, useMemo } from "react";
import { type Training, trainings } from "#db/derive/board-view/training.ts";
import type { ChartAxis, ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import { mostNamed, type NamePlace } from "./name-places.ts";
import { heldShare, percent, type Size } from "./plot-geometry.ts";
import { PointLink } from "./point-link.tsx";
import { isCrowded, shapePath, shapePaths, smallShapePaths } from "./shape-path.tsx";
import type { EnteredPoint } from "./use-entered-point.ts";

/** Places of names at the size on screen, not known before it was measured, and at that of paper. */
export interface Names {
  readonly screen: ReadonlyMap<string, NamePlace> | null;
  readonly paper: ReadonlyMap<string, NamePlace>;
}

interface MarksProperties {
  readonly points: readonly ChartPoint[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** Of the area between the axes, pixels: on screen, not known before it was measured, and on paper. */
  readonly size: Size | null;
  readonly paper: Size;
  readonly names: Names;
  /** The one point that Tab reaches. */
  readonly stop: string | undefined;
  readonly entry: EnteredPoint;
}

/** Furthest and nearest reach of a point around its centre, pixels. */
const [farthest, nearest] = [13, 5];

export interface PlacedPoint {
  readonly point: ChartPoint;
  /** Shares of the area, from the left and from the top. */
  readonly left: number;
  readonly top: number;
  /** Shares from the top of its bar's ends; null: it has none. */
  readonly bar: readonly [number, number] | null;
}

/**
 * The points of a chart: links of their own up to so many; of more, those that are strong, the one in the tab order and the one
 * that is entered, the others being paths, one a training.
 */
export function PointMarks({ points, x, y, size, paper, names, stop, entry }: MarksProperties) {
  const placed = useMemo(() => points.flatMap((point) => placedPoint(point, x, y)), [points, x, y]);
  const reaches = useMemo(() => reachesOf(placed, size ?? paper), [placed, size, paper]);
  const cloud = useMemo(() => cloudOf(placed), [placed]);
  const crowd = useMemo(
    () => new Set(isCrowded(cloud.size) ? [...cloud].map(({ point }) => point.id) : []),
    [cloud],
  );
  const links = placed
    .filter((one) => !cloud.has(one) || one.point.id === stop || one.point.id === entry.entered)
    .sort((a, b) => rank(a) - rank(b));
  return (
    <>
      <Layer medium="paper" size={paper} placed={placed} cloud={cloud} enter={entry.enter} />
      {size && <Layer medium="screen" size={size} placed={placed} cloud={cloud} enter={entry.enter} />}
      {links.map(({ point, left, top }) => (
        <PointLink
          key={point.id}
          point={point}
          x={percent(left)}
          y={percent(top)}
          reach={reaches.get(point.id) ?? nearest}
          screenName={names.screen?.get(point.id) ?? null}
          paperName={names.paper.get(point.id) ?? null}
          isSmall={crowd.has(point.id) && point.id !== entry.entered}
          isStop={point.id === stop}
          isEntered={point.id === entry.entered}
          enter={entry.enter}
          leave={entry.leave}
        />
      ))}
    </>
  );
}

interface LayerProperties {
  readonly medium: "screen" | "paper";
  readonly size: Size;
  readonly placed: readonly PlacedPoint[];
  readonly cloud: ReadonlySet<PlacedPoint>;
  readonly enter: EnteredPoint["enter"];
}

/** What is drawn in pixels of a size: bars of all points, of very many those of the strong, and what is no link. */
const Layer = memo(function Layer({ medium, size, placed, cloud, enter }: LayerProperties) {
  const barred = isCrowded(placed.length) ? placed.filter(({ point }) => point.weight === "strong") : placed;
  const bars = barred.map((one) => barPath(one, size)).join("");
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
      {bars && <path d={bars} className={styles.bar} />}
      {cloud.size > 0 && <Cloud placed={cloud} size={size} enter={enter} />}
    </svg>
  );
});

/** Those that are no links: of many the plain ones, and of many strong ones all. */
function cloudOf(placed: readonly PlacedPoint[]): ReadonlySet<PlacedPoint> {
  if (placed.length <= mostNamed) return new Set();
  const plain = placed.filter(({ point }) => point.weight === "plain");
  return new Set(placed.length - plain.length > mostNamed ? placed : plain);
}

/** Strong points are drawn over plain ones. */
const rank = ({ point }: PlacedPoint) => Number(point.weight === "strong");

/** None where a value is no number; what lies beyond an axis, as a zero does on a logarithmic one, is at its end. */
function placedPoint(point: ChartPoint, x: ChartAxis, y: ChartAxis): PlacedPoint[] {
  const [left, top] = [heldShare(point.x, x), 1 - heldShare(point.y, y)];
  if (!Number.isFinite(left) || !Number.isFinite(top)) return [];
  const [low, high] = point.interval?.map((end) => 1 - heldShare(end, y)) ?? [];
  return [{ point, left, top, bar: low === undefined || high === undefined ? null : [low, high] }];
}

/** Half the way to the nearest other point, so that each can be met, within limits. */
function reachesOf(placed: readonly PlacedPoint[], { width, height }: Size): Map<string, number> {
  if (placed.length > mostNamed) return new Map(placed.map(({ point }) => [point.id, farthest]));
  return new Map(
    placed.map((one) => {
      const distances = placed
        .filter((other) => other !== one)
        .map((other) => Math.hypot((other.left - one.left) * width, (other.top - one.top) * height) / 2);
      return [one.point.id, Math.max(nearest, Math.min(farthest, ...distances))];
    }),
  );
}

const capPixels = 4;

function barPath({ left, bar }: PlacedPoint, { width, height }: Size): string {
  if (!bar) return "";
  const [x, low, high] = [left * width, bar[0] * height, bar[1] * height].map((one) => one.toFixed(1));
  return `M${x} ${low}m${-capPixels} 0h${2 * capPixels}m${-capPixels} 0V${high}m${-capPixels} 0h${2 * capPixels}`;
}

interface CloudProperties {
  readonly placed: ReadonlySet<PlacedPoint>;
  readonly size: Size;
  readonly enter: EnteredPoint["enter"];
}

/** Points as one path a training; the pointer enters the nearest. */
function Cloud({ placed, size: { width, height }, enter }: CloudProperties) {
  const isSmall = isCrowded(placed.size);
  const paths = isSmall ? smallShapePaths : shapePaths;
  const pathOf = (training: Training, weight: ChartPoint["weight"]) =>
    [...placed]
      .filter(({ point }) => point.training === training && point.weight === weight)
      .map(({ left, top }) => shapePath(training, left * width, top * height, paths))
      .join("");
  const enterNearest = (event: MouseEvent<SVGRectElement>) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    let [found, least]: [PlacedPoint | null, number] = [null, farthest];
    for (const one of placed) {
      const distance = Math.hypot(one.left * width - x, one.top * height - y);
      if (distance < least) [found, least] = [one, distance];
    }
    if (found) enter(found.point.id);
  };
  return (
    <>
      {trainings.flatMap(({ id }) =>
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a way for the pointer; keys walk the points */}
      <rect
        width={width}
        height={height}
        className={styles.target}
        onMouseMove={enterNearest}
        onClick={enterNearest}
      />
    </>
  );
}
