import { metricFacts, taskFacts } from "#contract";
import type { ClaimsReport } from "#db/derive/claims/claims-report.ts";
import { adjustedPWords, pWords } from "#db/derive/claims/p-words.ts";
import { rhoText } from "../_correlations/words.ts";
import { DataTable } from "../_table/data-table.tsx";
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
      <p>
        p is the share of random orders that agree or disagree as much, and beside it corrected for all
        correlations over the same backbones (Holm). Both take the backbones for independent draws, which
        models of one family or of the same data are not. Near-equal numbers of parameters are those that
        differ by at most 0.1 M, as most ViT-B backbones do.
      </p>
      <DataTable
        caption="Size and score"
        leastWidth="38rem"
        rows={report.correlations}
        keyOf={({ fact, metric, without }) => `${fact} ${metric} ${without}`}
        columns={[
          { heading: "Size", cell: ({ fact }) => factNames[fact] },
          { heading: "Score", cell: ({ metric }) => metricName(metric) },
          { heading: "Left out", cell: ({ without }) => without },
          { heading: "ρ", cell: ({ rho }) => rhoText(rho) },
          { heading: "p", cell: pWords },
          { heading: "p among all of its kind", cell: adjustedPWords },
          { heading: "n", cell: ({ n }) => n },
          {
            heading: "ρ, near-equal parameters tied",
            cell: ({ rhoNearTies }) => rhoNearTies !== null && rhoText(rhoNearTies),
          },
        ]}
      />
    </section>
  );
}

function metricName(id: ClaimsReport["correlations"][number]["metric"]): string {
  const metric = metricFacts(id);
  return `${taskFacts(metric.task).label} ${metric.label}`;
}
