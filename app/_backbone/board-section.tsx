import { metricFacts, metricsOf, type TaskFacts, taskFacts, tasks } from "#contract";
import type { BoardRow } from "#db/derive/board/board.ts";
import type { Cell } from "#db/derive/board/cell.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { BackbonePage, StoredResult } from "#db/read/results.ts";
import { SourceLabel } from "../_parts/source-label.tsx";
import { unitSigns } from "../_parts/units.ts";
import { Better } from "../_table/better.tsx";
import { type Column, GroupedTable } from "../_table/data-table.tsx";
import styles from "./backbone.module.css";
import { ResultDetails } from "./result-details.tsx";
import { SecondRuns } from "./second-runs.tsx";

interface SectionProperties {
  readonly board: BackbonePage["boards"][number];
  /** All stored results of this cohort. */
  readonly results: readonly StoredResult[];
}

/** One cohort's scores of this backbone as a table, then every measured result behind them. */
export function BoardSection({ board: { cohort, row, reproductions }, results }: SectionProperties) {
  const measured = results.filter((result) => result.provenance);
  return (
    <section className={styles.board} aria-labelledby={cohort.id}>
      <header>
        <h2 id={cohort.id}>{cohort.title}</h2>
        <p>{cohort.caption}</p>
      </header>
      <ScoresTable cohort={cohort} row={row} />
      <SecondRuns runs={reproductions} />
      {measured.length > 0 && (
        <div className={styles.results}>
          <h3>Results behind these numbers</h3>
          {measured.map((result) => (
            <ResultDetails
              key={result.id}
              result={result}
              task={taskFacts(result.task).label}
              open={measured.length === 1}
            />
          ))}
        </div>
      )}
    </section>
  );
}

function ScoresTable({ cohort, row }: { cohort: Cohort; row: BoardRow }) {
  const measured = (task: TaskFacts) => metricsOf(task.id).flatMap((metric) => row.cells[metric.id] ?? []);
  return (
    <GroupedTable
      caption={`Scores: ${cohort.title}`}
      isWide
      leastWidth="46rem"
      className={styles.scores}
      groups={tasks.filter((task) => measured(task).length > 0)}
      rowsOf={measured}
      placeOf={({ id }) => `${cohort.id}.${id}`}
      keyOf={({ metric }) => metric}
      groupColumns={[{ heading: "Task", cell: ({ label }) => label }]}
      columns={[...scoreColumns, readoutColumn(row), sourceColumn]}
    />
  );
}

const scoreColumns: readonly Column<Cell>[] = [
  {
    heading: "Metric",
    cell: ({ metric }) => (
      <>
        {metricFacts(metric).name} <Better direction={metricFacts(metric).better} />
      </>
    ),
  },
  {
    heading: "Score",
    cell: ({ metric, value }) => (
      <>
        <strong>{value.toFixed(metricFacts(metric).digits)}</strong> {unitSigns[metricFacts(metric).unit]}
      </>
    ),
  },
  {
    heading: "95 % interval",
    cell: ({ metric, interval, intervalCovers }) =>
      interval
        ? `${interval.map((end) => end.toFixed(metricFacts(metric).digits)).join(" to ")}${intervalCovers === "images" ? ", images only" : ""}`
        : "not known",
  },
];

const readoutColumn = ({ learnableMillions }: BoardRow): Column<Cell> => ({
  heading: "Readout parameters",
  cell: ({ metric }) => {
    const learnable = learnableMillions[metricFacts(metric).task];
    return learnable !== undefined && `${learnable.toFixed(3)} M`;
  },
});

const sourceColumn: Column<Cell> = {
  heading: "Source",
  cell: ({ source, seeds }) => (
    <>
      <SourceLabel source={source} />
      {source !== "paper" && `, ${seeds} ${seeds === 1 ? "seed" : "seeds"}`}
    </>
  ),
};
