import { metricFacts, taskFacts } from "#contract";
import type { ExternalBenchmarks } from "#db/derive/claims/external.ts";
import { list } from "../_parts/format.ts";
import { type Column, DataTable } from "../_table/data-table.tsx";
import styles from "./correlations.module.css";
import { pText, rhoText } from "./words.ts";

const columns: readonly Column<ExternalBenchmarks["comparisons"][number]>[] = [
  { heading: "Benchmark", cell: ({ benchmark }) => benchmark },
  {
    heading: "Score here",
    cell: ({ metric }) => `${taskFacts(metricFacts(metric).task).label} ${metricFacts(metric).label}`,
  },
  { heading: "ρ", cell: ({ rho }) => rhoText(rho) },
  { heading: "p", cell: ({ p }) => pText(p) },
  { heading: "p among these", cell: ({ adjustedP }) => pText(adjustedP) },
  { heading: "n", cell: ({ points }) => points.length },
  {
    heading: "Backbones: theirs, ours",
    cell: ({ points, metric }) =>
      points
        .map(({ label, theirs, ours }) => `${label} ${theirs}, ${ours.toFixed(metricFacts(metric).digits)}`)
        .join("; "),
  },
  { heading: "Source and remark", cell: ({ source, remark }) => `${source}. ${remark}` },
];

/** Scores of other benchmarks beside this board's (paper, Fig. 5). */
export function ExternalComparisons({ external }: { external: ExternalBenchmarks }) {
  const { comparisons, missing } = external;
  if (comparisons.length === 0) return null;
  return (
    <section className={styles.beside} aria-labelledby="external">
      <h2 id="external">Beside other benchmarks</h2>
      <p className={styles.lead}>
        Numbers that others published for the same or near backbones. A handful of points, from models that do
        not always match: read the remarks. {missing.length > 0 && `Not at hand: ${list(missing)}.`}
      </p>
      <DataTable
        caption="Other benchmarks"
        leastWidth="58rem"
        className={styles.external}
        rows={comparisons}
        keyOf={({ id, metric }) => `${id} ${metric}`}
        columns={columns}
      />
    </section>
  );
}
