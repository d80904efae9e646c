import Link from "next/link";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { unitSigns } from "../_parts/units.ts";
import { PagedTable } from "../_table/paged-table.tsx";
import { type Candidate, dominatedWords } from "./candidates.ts";
import type { Cost } from "./costs.ts";
import styles from "./pareto.module.css";

interface ParetoTableProperties {
  readonly found: readonly Candidate[];
  readonly column: MetricColumn;
  readonly cost: Cost;
  /** false: the numbers of the view are on their way. */
  readonly isCurrent: boolean;
}

/** The chart's numbers, cheapest first: readable without the chart and without JavaScript. */
export function ParetoTable({ found, column, cost, isCurrent }: ParetoTableProperties) {
  const score = (value: number) => value.toFixed(column.digits);
  return (
    <PagedTable
      caption={`The chart as a table: ${column.taskLabel} ${column.label} (${column.better} is better) by ${cost.name}`}
      isCaptionShown
      isWide
      leastWidth="36rem"
      isCurrent={isCurrent}
      className={styles.table}
      rows={found}
      keyOf={({ id }) => id}
      columns={[
        { heading: "Backbone", cell: (candidate) => <Name candidate={candidate} /> },
        {
          heading: cost.label,
          cell: ({ cost: spent, isUntrained }) => (
            <>
              {cost.format(spent)}
              {isUntrained && <small> random weights</small>}
            </>
          ),
        },
        {
          heading: `${column.label} ${unitSigns[column.unit]}`,
          cell: (candidate) => (
            <>
              {score(candidate.score)}
              {candidate.interval && ` (${candidate.interval.map(score).join(" to ")})`}
            </>
          ),
        },
        {
          heading: "Frontier",
          cell: (candidate) =>
            candidate.onFront ? (
              <strong>on the frontier</strong>
            ) : (
              `dominated by ${dominatedWords(candidate)}`
            ),
        },
      ]}
    />
  );
}

function Name({ candidate: { id, label, training } }: { candidate: Candidate }) {
  return (
    <>
      <ShapeMark training={training} />
      <Link href={`/backbones/${id}`} prefetch={false}>
        {label}
      </Link>
    </>
  );
}
