import type { LegendEntry } from "../_charts/chart-words.ts";
import { type Shape, shapePaths } from "../_charts/shape-path.tsx";
import styles from "./series.module.css";

/** Series of a drawing by their place: a shape and a colour each, none of them a training's. */
const looks: readonly { readonly shape: Shape; readonly colour: string }[] = [
  { shape: "circle", colour: "var(--ink)" },
  { shape: "square", colour: "light-dark(#7d3fae, #c89bf0)" },
  { shape: "triangle", colour: "light-dark(#8f6400, #d8b24e)" },
  { shape: "cross", colour: "var(--series-baseline)" },
];
/** What is beyond is not told apart. */
const further = { shape: "circle", colour: "var(--series-baseline)" } as const;

const look = (place: number) => looks[place] ?? further;
export const seriesPath = (place: number): string => shapePaths[look(place).shape];

/** Of the part of a drawing that is a series. */
export const seriesLook = (place: number) => ({
  className: styles.series,
  style: { color: look(place).colour },
});

interface Named {
  readonly place: number;
  readonly name: string;
}

const areToldApart = (names: readonly Named[]) => names.every(({ place }) => place < looks.length);

/** For a saved picture. */
export function savedLegend(names: readonly Named[]): LegendEntry[] {
  if (!areToldApart(names)) return [];
  return names.map(({ place, name }) => ({
    label: name,
    path: seriesPath(place),
    colour: look(place).colour,
  }));
}

/** What the shapes and colours mean; of more series than looks nothing. */
export function SeriesLegend({ names }: { names: readonly Named[] }) {
  if (!areToldApart(names)) return null;
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
    <svg viewBox="-7 -7 14 14" width="12" height="12" aria-hidden="true" {...seriesLook(place)}>
      <path d={seriesPath(place)} />
    </svg>
  );
}
