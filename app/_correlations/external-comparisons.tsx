import { metricFacts, taskFacts } from "#contract";
import type { ExternalBenchmarks } from "#db/derive/claims/external.ts";
import { list } from "../_parts/format.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import styles from "./correlations.module.css";
import { pText, rhoText } from "./words.ts";

/** Scores of other benchmarks beside this board's (paper, Fig. 5). */
export function ExternalComparisons({ external }: { external: ExternalBenchmarks }) {
  const { comparisons, missing } = external;
  if (comparisons.length === 0) return null;
  return (
    <section className={styles.external} aria-labelledby="external">
      <h2 id="external">Beside other benchmarks</h2>
      <p className={styles.lead}>
        Numbers that others published for the same or near backbones. A handful of points, from models that do
        not always match: read the remarks. {missing.length > 0 && `Not at hand: ${list(missing)}.`}
      </p>
      <ScrollRegion label="Other benchmarks" className={styles.scroller}>
        <table className={styles.plain}>
          <thead>
            <tr>
              <th scope="col">Benchmark</th>
              <th scope="col">Score here</th>
              <th scope="col">ρ</th>
              <th scope="col">p</th>
              <th scope="col">n</th>
              <th scope="col">Backbones: theirs, ours</th>
              <th scope="col">Source and remark</th>
            </tr>
          </thead>
          <tbody>
            {comparisons.map((comparison) => {
              const metric = metricFacts(comparison.metric);
              return (
                <tr key={`${comparison.id} ${comparison.metric}`}>
                  <th scope="row">{comparison.benchmark}</th>
                  <td>
                    {taskFacts(metric.task).label} {metric.label}
                  </td>
                  <td>{rhoText(comparison.rho)}</td>
                  <td>{pText(comparison.p)}</td>
                  <td>{comparison.points.length}</td>
                  <td>
                    {comparison.points
                      .map(({ label, theirs, ours }) => `${label} ${theirs}, ${ours.toFixed(metric.digits)}`)
                      .join("; ")}
                  </td>
                  <td>
                    {comparison.source}. {comparison.remark}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
