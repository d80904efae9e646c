import { createContext, type MouseEvent, memo, useContext, useMemo } from "react";
import { usePlotArea, useXAxisScale, useYAxisScale } from "recharts";
import { type Training, trainings } from "#db/derive/board-view/training.ts";
import type { ChartPoint } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { NamePlace } from "./name-places.ts";
import { ShapePath, shapePath } from "./shape-path.tsx";

/** Where a point is, pixels of the chart. */
export interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Marks {
  /** From left to right. */
  readonly points: readonly ChartPoint[];
  readonly names: ReadonlyMap<string, NamePlace>;
  /** The one point that Tab reaches. */
  readonly stop: string | undefined;
  /** The one under the pointer or with the focus. */
  readonly entered: string | undefined;
  readonly setPlace: (place: Place | null) => void;
}

/** A context, so that what recharts draws around the points stays as it is while they change. */
export const MarksContext = createContext<Marks | null>(null);

/** Up to so many points are links of their own; of more, the strong ones, and of the others the one that is entered. */
const mostLinks = 60;
/** Reach of a point around its centre, pixels. */
const reach = 13;

interface PlacedPoint {
  readonly point: ChartPoint;
  readonly x: number;
  readonly y: number;
  /** Pixels of the interval's ends; null: it has none. */
  readonly bar: readonly [number, number] | null;
}

/** The points of a chart by its axes' scales: recharts' own series make a dozen components a point. */
export function PointMarks() {
  const marks = useContext(MarksContext);
  const [toX, toY] = [useXAxisScale(), useYAxisScale()];
  const points = marks?.points;
  const placed = useMemo(
    () => (points && toX && toY ? points.flatMap((point) => placedPoint(point, toX, toY)) : []),
    [points, toX, toY],
  );
  if (!marks) return null;
  const isLong = placed.length > mostLinks;
  const isLink = ({ point: { id, weight } }: PlacedPoint) =>
    !isLong || weight === "strong" || id === marks.stop || id === marks.entered;
  return (
    <g>
      <path d={placed.map(barPath).join("")} className={styles.bar} />
      {isLong && <Cloud placed={placed} enter={marks.setPlace} />}
      {placed.filter(isLink).map(({ point, x, y }) => (
        <Marker
          key={point.id}
          point={point}
          x={x}
          y={y}
          name={marks.names.get(point.id) ?? null}
          isStop={point.id === marks.stop}
          setPlace={marks.setPlace}
        />
      ))}
    </g>
  );
}

type Scale = (value: number) => number | undefined;

/** None while a new view's scale is on its way: a zero has no place on a logarithmic one. */
function placedPoint(point: ChartPoint, toX: Scale, toY: Scale): PlacedPoint[] {
  const [x, y] = [toX(point.x), toY(point.y)];
  if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) return [];
  const [low, high] = point.interval?.map(toY) ?? [];
  return [{ point, x, y, bar: low === undefined || high === undefined ? null : [low, high] }];
}

const capPixels = 4;

const barPath = ({ x, bar }: PlacedPoint) =>
  bar === null
    ? ""
    : `M${x - capPixels} ${bar[0]}h${2 * capPixels}m${-capPixels} 0V${bar[1]}m${-capPixels} 0h${2 * capPixels}`;

/** Plain points as one path a training; the pointer enters the nearest. */
const Cloud = memo(function Cloud({
  placed,
  enter,
}: {
  placed: readonly PlacedPoint[];
  enter: Marks["setPlace"];
}) {
  const area = usePlotArea();
  const plain = placed.filter(({ point }) => point.weight === "plain");
  const pathOf = (training: Training) =>
    plain
      .filter(({ point }) => point.training === training)
      .map(({ x, y }) => shapePath(training, x, y))
      .join("");
  const enterNearest = (event: MouseEvent<SVGRectElement>) => {
    const frame = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!frame) return;
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    const nearest = nearestOf(plain, x, y);
    if (nearest) enter({ id: nearest.point.id, x: nearest.x, y: nearest.y });
  };
  return (
    <>
      {trainings.map(({ id }) => (
        <path key={id} d={pathOf(id)} className={styles.shape} data-training={id} data-weight="plain" />
      ))}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a way for the pointer; keys walk the points */}
      {area && <rect {...area} className={styles.target} onMouseMove={enterNearest} />}
    </>
  );
});

function nearestOf(placed: readonly PlacedPoint[], x: number, y: number): PlacedPoint | null {
  let [nearest, least]: [PlacedPoint | null, number] = [null, reach];
  for (const one of placed) {
    const distance = Math.hypot(one.x - x, one.y - y);
    if (distance < least) [nearest, least] = [one, distance];
  }
  return nearest;
}

interface MarkerProperties {
  readonly point: ChartPoint;
  readonly x: number;
  readonly y: number;
  readonly name: NamePlace | null;
  readonly isStop: boolean;
  readonly setPlace: Marks["setPlace"];
}

/** A link to the backbone's page; its accessible name is the whole point as a sentence. */
const Marker = memo(function Marker({ point, x, y, name, isStop, setPlace }: MarkerProperties) {
  const show = () => setPlace({ id: point.id, x, y });
  const hide = () => setPlace(null);
  return (
    <g transform={`translate(${x} ${y})`}>
      <a
        href={`/backbones/${point.id}`}
        aria-label={point.description}
        tabIndex={isStop ? 0 : -1}
        data-point={point.id}
        className={styles.point}
        onFocus={show}
        onBlur={hide}
        onMouseEnter={show}
        onMouseLeave={hide}
      >
        <circle r={reach} className={styles.target} />
        <ShapePath training={point.training} weight={point.weight} />
        {name && (
          <text x={name.dx} y={name.dy} textAnchor={name.anchor} className={styles.name}>
            {point.label}
          </text>
        )}
      </a>
    </g>
  );
});
