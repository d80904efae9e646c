import type { ExternalBenchmark, ExternalScores } from "#db/derive/claims/external.ts";
import { list } from "../_parts/format.ts";
import { unitSigns } from "../_parts/units.ts";
import { DataTable } from "../_table/data-table.tsx";
import styles from "./correlations.module.css";
import type { VariableValues } from "./variables.ts";

interface ComparisonsProperties extends ExternalScores {
  readonly backbones: readonly { readonly id: string; readonly label: string }[];
  readonly variables: readonly VariableValues[];
}

/** Where the scores of other benchmarks in the matrix are from (paper, Fig. 5), and which of them are not in it. */
export function ExternalComparisons({ benchmarks, missing, backbones, variables }: ComparisonsProperties) {
  const known = benchmarks.flatMap((benchmark) => {
    const scores = backbones.flatMap(({ id, label }) => {
      const score = benchmark.scores[id];
      return score === undefined ? [] : [{ label, score }];
    });
    return scores.length === 0 ? [] : [{ benchmark, scores }];
  });
  if (known.length === 0) return null;
  const isInMatrix = ({ id }: ExternalBenchmark) => variables.some(({ variable }) => variable.id === id);
  return (
    <section className={styles.beside} aria-labelledby="external">
      <h2 id="external">Other benchmarks</h2>
      <p className={styles.lead}>
        Numbers that others published for the same or near backbones. They stand below the board’s own in the
        matrix where at least three of its backbones have one. A handful of points, from models that do not
        always match: read the remarks. {missing.length > 0 && `Not at hand: ${list(missing)}.`}
      </p>
      <DataTable
        caption="Other benchmarks"
        leastWidth="52rem"
        className={styles.external}
        rows={known}
        keyOf={({ benchmark }) => benchmark.id}
        columns={[
          { heading: "Benchmark", cell: ({ benchmark }) => benchmark.benchmark },
          { heading: "In the matrix", cell: ({ benchmark }) => (isInMatrix(benchmark) ? "yes" : "too few") },
          { heading: "n", cell: ({ scores }) => scores.length },
          {
            heading: "Their scores",
            cell: ({ benchmark, scores }) =>
              scores
                .map(({ label, score }) => `${label} ${score}\u00a0${unitSigns[benchmark.unit]}`)
                .join(", "),
          },
          {
            heading: "Source and remark",
            cell: ({ benchmark }) => `${benchmark.source}. ${benchmark.remark}`,
          },
        ]}
      />
    </section>
  );
}
