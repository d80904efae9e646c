import { metricFacts, metricsOf } from "#contract";
import type { Sized } from "#db/derive/pictures.ts";
import { SizeLine } from "../_charts/size-line.tsx";
import { sentence } from "../_parts/format.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { unitSigns } from "../_parts/units.ts";
import styles from "./pictures.module.css";
import { sizeWords } from "./view.ts";

/** Least span of the lines' axis, in units of the last printed digit. */
const leastSpan = 20;

/** The task's main metric by output size, a row a backbone: a small line, then the numbers that it draws. */
export function SizeScores({ scored }: { scored: readonly Sized[] }) {
  const [first] = scored;
  const primary = first && metricsOf(first.document.task).find((metric) => metric.primary);
  if (!first || !primary) return null;
  const metric = metricFacts(primary.id);
  const lines = scored.map(({ backbone, document }) => ({
    backbone,
    trained: document.trainedGrid.join(),
    points: document.sizes.map((size) => ({ ...size, value: size.metrics[metric.id] ?? Number.NaN })),
  }));
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
      <ScrollRegion label="Scores by output size" className={styles.scroller}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Backbone</th>
              <th scope="col">
                <span className="visually-hidden">Line from the smallest size to the largest</span>
              </th>
              {sizes.map((size) => (
                <th key={size.join()} scope="col">
                  {sizeWords(size)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ backbone, points, trained }) => (
              <tr key={backbone.id}>
                <th scope="row">{backbone.label}</th>
                <td>
                  <SizeLine
                    values={points.map(({ value }) => value)}
                    range={range}
                    marked={points.findIndex(({ queryGrid }) => queryGrid.join() === trained)}
                  />
                </td>
                {sizes.map((size) => {
                  const point = points.find(({ outputSize }) => outputSize.join() === size.join());
                  const isTrained = point?.queryGrid.join() === trained;
                  return (
                    <td key={size.join()}>
                      {point ? point.value.toFixed(metric.digits) : "–"}
                      {isTrained && <small>as trained</small>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function distinctSizes(scored: readonly Sized[]): (readonly [number, number])[] {
  const all = scored.flatMap(({ document }) => document.sizes.map(({ outputSize }) => outputSize));
  const distinct = new Map(all.map((size) => [size.join(), size]));
  return [...distinct.values()].sort((a, b) => a[0] * a[1] - b[0] * b[1]);
}
