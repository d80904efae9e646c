import { metricFacts, taskFacts } from "#contract";
import type { ClaimsReport } from "#db/derive/claims/claims-report.ts";
import { pText, rhoText } from "../_correlations/words.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import styles from "./claims.module.css";

const factNames = {
  featureSide: "Feature size",
  inputSizePixels: "Input resolution",
  parametersMillions: "Parameters",
} as const;

/** Every correlation of size and score that the text could mean, so that a reader can look for the printed ones. */
export function SizeCorrelations({ report }: { report: ClaimsReport }) {
  return (
    <section className={styles.sizes} aria-labelledby="sizes">
      <h2 id="sizes">Size and score, recomputed</h2>
      {report.exclusions.map(({ metric, choices, hits }) => (
        <p key={metric}>
          {metricName(metric)}: of {choices.toLocaleString("en")} ways to leave out up to four backbones,{" "}
          {hits} give both correlations of the text.
        </p>
      ))}
      <ScrollRegion label="Size and score" className={styles.scroller}>
        <table>
          <thead>
            <tr>
              <th scope="col">Size</th>
              <th scope="col">Score</th>
              <th scope="col">Left out</th>
              <th scope="col">ρ</th>
              <th scope="col">p</th>
              <th scope="col">n</th>
            </tr>
          </thead>
          <tbody>
            {report.correlations.map(({ fact, metric, without, rho, p, n }) => (
              <tr key={`${fact} ${metric} ${without}`}>
                <th scope="row">{factNames[fact]}</th>
                <td>{metricName(metric)}</td>
                <td>{without}</td>
                <td>{rhoText(rho)}</td>
                <td>{pText(p)}</td>
                <td>{n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function metricName(id: ClaimsReport["correlations"][number]["metric"]): string {
  const metric = metricFacts(id);
  return `${taskFacts(metric.task).label} ${metric.label}`;
}
