import Link from "next/link";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { unitSigns } from "../_parts/units.ts";
import { type Candidate, dominatedWords } from "./candidates.ts";
import type { Cost } from "./costs.ts";
import styles from "./pareto.module.css";

interface TableProperties {
  readonly found: readonly Candidate[];
  readonly column: MetricColumn;
  readonly cost: Cost;
  /** false: the numbers of the view are on their way. */
  readonly isCurrent: boolean;
}

/** The chart's numbers, cheapest first: readable without the chart and without JavaScript. */
export function ParetoTable({ found, column, cost, isCurrent }: TableProperties) {
  return (
    <ScrollRegion label="The chart as a table" className={styles.scroller}>
      <table className={`${styles.table} url-view`} aria-busy={!isCurrent}>
        <caption>
          The chart as a table: {column.taskLabel} {column.label} ({column.better} is better) by {cost.name}
        </caption>
        <thead>
          <tr>
            <th scope="col">Backbone</th>
            <th scope="col">{cost.label}</th>
            <th scope="col">
              {column.label} {unitSigns[column.unit]}
            </th>
            <th scope="col">Frontier</th>
          </tr>
        </thead>
        <tbody>
          {found.map((candidate) => (
            <tr key={candidate.id} data-front={candidate.onFront || undefined}>
              <th scope="row">
                <ShapeMark training={candidate.training} />
                <Link href={`/backbones/${candidate.id}`} prefetch={false}>
                  {candidate.label}
                </Link>
              </th>
              <td>{cost.format(candidate.cost)}</td>
              <td>
                {candidate.score.toFixed(column.digits)}
                {candidate.interval && (
                  <small> ({candidate.interval.map((end) => end.toFixed(column.digits)).join(" to ")})</small>
                )}
              </td>
              <td>
                {candidate.onFront ? (
                  <strong>on the frontier</strong>
                ) : (
                  `dominated by ${dominatedWords(candidate)}`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
