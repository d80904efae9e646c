import Link from "next/link";
import { metricsOf, type TaskFacts, taskFacts, tasks } from "#contract";
import type { BoardRow } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { BackbonePage, StoredResult } from "#db/read/results.ts";
import { comparePath } from "../_compare/view.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { SourceLabel } from "../_parts/source-label.tsx";
import { unitSigns } from "../_parts/units.ts";
import styles from "./backbone.module.css";
import { ResultDetails } from "./result-details.tsx";

interface SectionProperties {
  readonly board: BackbonePage["boards"][number];
  readonly href: string;
  /** All stored results of this cohort. */
  readonly results: readonly StoredResult[];
}

/** One cohort's scores of this backbone as a table, then every measured result behind them. */
export function BoardSection({ board: { cohort, row }, href, results }: SectionProperties) {
  const shown = tasks.filter((task) => metricsOf(task.id).some((metric) => row.cells[metric.id]));
  const measured = results.filter((result) => result.provenance);
  return (
    <section className={styles.board} aria-labelledby={cohort.id}>
      <header>
        <h2 id={cohort.id}>{cohort.title}</h2>
        <p>
          {cohort.caption}{" "}
          <Link href={href} prefetch={false}>
            Compare on this board
          </Link>
          {cohort.backbones > 1 && (
            <>
              {" · "}
              <Link href={comparePath([row.backbone.id], cohort.id)} prefetch={false}>
                Put side by side with others
              </Link>
            </>
          )}
        </p>
      </header>
      <ScrollRegion label={`Scores: ${cohort.title}`} className={styles.scroller}>
        <table className={styles.scores}>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Metric</th>
              <th scope="col">Score</th>
              <th scope="col">95 % interval</th>
              <th scope="col">Readout parameters</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          {shown.map((task) => (
            <TaskScores key={task.id} task={task} row={row} cohort={cohort} />
          ))}
        </table>
      </ScrollRegion>
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

function TaskScores({ task, row, cohort }: { task: TaskFacts; row: BoardRow; cohort: Cohort }) {
  const learnable = row.learnableMillions[task.id];
  const present = metricsOf(task.id).filter((metric) => row.cells[metric.id]);
  return (
    <tbody id={`${cohort.id}.${task.id}`}>
      {present.map((metric, index) => {
        const cell = row.cells[metric.id];
        if (!cell) return null;
        return (
          <tr key={metric.id}>
            {index === 0 && (
              <th scope="rowgroup" rowSpan={present.length}>
                {task.label}
              </th>
            )}
            <td>
              {metric.name} <span aria-hidden="true">{metric.better === "higher" ? "↑" : "↓"}</span>
              <span className="visually-hidden">, {metric.better} is better</span>
            </td>
            <td>
              <strong>{cell.value.toFixed(metric.digits)}</strong> {unitSigns[metric.unit]}
            </td>
            <td>
              {cell.interval
                ? cell.interval.map((end) => end.toFixed(metric.digits)).join(" to ")
                : "not known"}
            </td>
            <td>{learnable !== undefined && `${learnable.toFixed(3)} M`}</td>
            <td>
              <SourceLabel source={cell.source} />
              {cell.source !== "paper" && `, ${cell.seeds} ${cell.seeds === 1 ? "seed" : "seeds"}`}
            </td>
          </tr>
        );
      })}
    </tbody>
  );
}
