import { mainMetricOf } from "#contract";
import type { Sized } from "#db/derive/pictures.ts";
import { SizeLine } from "../_charts/size-line.tsx";
import { sentence } from "../_parts/format.ts";
import { unitSigns } from "../_parts/units.ts";
import { type Column, DataTable } from "../_table/data-table.tsx";
import styles from "./pictures.module.css";
import { sizeWords } from "./view.ts";

/** Least span of the lines' axis, in units of the last printed digit. */
const leastSpan = 20;

/** The task's main metric by output size, a row a backbone: a small line, then the numbers that it draws. */
export function SizeScores({ scored }: { scored: readonly Sized[] }) {
  const [first] = scored;
  if (!first) return null;
  const metric = mainMetricOf(first.document.task);
  const lines = scored.map(
    ({ backbone, document }): ScoredLine => ({
      backbone,
      trained: document.trainedGrid.join(),
      points: document.sizes.map((size) => ({ ...size, value: size.metrics[metric.id] ?? Number.NaN })),
    }),
  );
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Differences below what is printed stay flat.
  const range = [low, Math.max(high, low + leastSpan * 10 ** -metric.digits)] as const;
  const sizes = distinctSizes(scored);
  return (
    <section className={styles.row} aria-labelledby="scores">
      <h2 id="scores">Scores by output size</h2>
      <p className={styles.lead}>
        {sentence(metric.name)}
        {unitSigns[metric.unit] && `, ${unitSigns[metric.unit]}`}, over the whole test set; {metric.better} is
        better. Labels are brought to each size, so a row says how well the size suits the readout; it is no
        ranking.
      </p>
      <DataTable
        caption="Scores by output size"
        isRuled
        rows={lines}
        keyOf={({ backbone }) => backbone.id}
        columns={[
          { heading: "Backbone", cell: ({ backbone }) => backbone.label },
          {
            id: "line",
            heading: <span className="visually-hidden">Line from the smallest size to the largest</span>,
            cell: ({ points, trained }) => (
              <SizeLine
                values={points.map(({ value }) => value)}
                range={range}
                marked={points.findIndex(({ queryGrid }) => queryGrid.join() === trained)}
              />
            ),
          },
          ...sizes.map((size) => sizeColumn(size, metric.digits)),
        ]}
      />
    </section>
  );
}

interface ScoredLine {
  readonly backbone: Sized["backbone"];
  /** Rows and columns of queries that the readout was trained with. */
  readonly trained: string;
  readonly points: readonly (Sized["document"]["sizes"][number] & { readonly value: number })[];
}

const sizeColumn = (size: readonly [number, number], digits: number): Column<ScoredLine> => ({
  heading: sizeWords(size),
  cell: ({ points, trained }) => {
    const point = points.find(({ outputSize }) => outputSize.join() === size.join());
    return (
      <>
        {point ? point.value.toFixed(digits) : "–"}
        {point?.queryGrid.join() === trained && <small>as trained</small>}
      </>
    );
  },
});

function distinctSizes(scored: readonly Sized[]): (readonly [number, number])[] {
  const all = scored.flatMap(({ document }) => document.sizes.map(({ outputSize }) => outputSize));
  const distinct = new Map(all.map((size) => [size.join(), size]));
  return [...distinct.values()].sort((a, b) => a[0] * a[1] - b[0] * b[1]);
}
