import { type Shape, shapePaths } from "../_charts/shape-path.tsx";
import styles from "./series.module.css";

/** Series of a drawing by their place: a shape each, and a colour in series.module.css; what is beyond shares the last. */
const shapes: readonly Shape[] = ["circle", "square", "triangle", "cross"];

export const seriesPath = (place: number): string => shapePaths[shapes[place] ?? "circle"];

/** Of a drawing's part; which colour `data-series` says. */
export const seriesClass = styles.series;

/** Which colour: "more" beyond the shapes. */
export const seriesName = (place: number): string => (place < shapes.length ? String(place) : "more");

/** What the shapes and colours mean; of more series than shapes nothing, since they are not told apart. */
export function SeriesLegend({
  names,
}: {
  names: readonly { readonly place: number; readonly name: string }[];
}) {
  if (names.some(({ place }) => place >= shapes.length)) return null;
  return (
    <ul className={styles.legend}>
      {names.map(({ place, name }) => (
        <li key={place}>
          <SeriesMark place={place} /> {name}
        </li>
      ))}
    </ul>
  );
}

/** Decoration beside a word, so hidden from screen readers. */
export function SeriesMark({ place }: { place: number }) {
  return (
    <svg
      viewBox="-7 -7 14 14"
      width="12"
      height="12"
      aria-hidden="true"
      className={seriesClass}
      data-series={seriesName(place)}
    >
      <path d={seriesPath(place)} />
    </svg>
  );
}
