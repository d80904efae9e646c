import Link from "next/link";
import { metricsOf, type TaskFacts, tasks } from "#contract";
import type { BackbonePage, BoardRow, Cohort, StoredResult } from "#db/board-types.ts";
import { SourceLabel } from "../_parts/source-label.tsx";
import styles from "./backbone.module.css";
import { ResultDetails } from "./result-details.tsx";

interface SectionProperties {
  readonly board: BackbonePage["boards"][number];
  readonly href: string;
  readonly results: readonly StoredResult[];
}

/** One cohort's scores of this backbone, each task with the results behind it. */
export function BoardSection({ board: { cohort, row }, href, results }: SectionProperties) {
  return (
    <section className={styles.board} aria-labelledby={cohort.id}>
      <header>
        <h2 id={cohort.id}>{cohort.title}</h2>
        <p>
          {cohort.caption} <Link href={href}>Compare on this board</Link>
        </p>
      </header>
      {tasks
        .filter((task) => metricsOf(task.id).some((metric) => row.cells[metric.id]))
        .map((task) => (
          <TaskScores
            key={task.id}
            task={task}
            row={row}
            cohort={cohort}
            results={results.filter((result) => result.task === task.id)}
          />
        ))}
    </section>
  );
}

interface TaskScoresProperties {
  readonly task: TaskFacts;
  readonly row: BoardRow;
  readonly cohort: Cohort;
  readonly results: readonly StoredResult[];
}

function TaskScores({ task, row, cohort, results }: TaskScoresProperties) {
  const learnable = row.learnableMillions[task.id];
  const measured = results.filter((result) => result.provenance);
  return (
    <article id={`${cohort.id}.${task.id}`} className={styles.task}>
      <h3>{task.label}</h3>
      <table>
        <caption className="visually-hidden">
          {task.label}, {cohort.title}
        </caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Score</th>
            <th scope="col">95 % interval</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {metricsOf(task.id).map((metric) => {
            const cell = row.cells[metric.id];
            if (!cell) return null;
            return (
              <tr key={metric.id}>
                <th scope="row">
                  {metric.name}, {metric.better} is better
                </th>
                <td>
                  {cell.value.toFixed(metric.digits)} {unitSigns[metric.unit]}
                </td>
                <td>
                  {cell.interval
                    ? cell.interval.map((end) => end.toFixed(metric.digits)).join(" to ")
                    : "not known"}
                </td>
                <td>
                  <SourceLabel source={cell.source} />
                  {cell.source !== "paper" && `, ${cell.seeds} ${cell.seeds === 1 ? "seed" : "seeds"}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {learnable !== undefined && (
        <p className={styles.learnable}>
          {learnable.toFixed(3)} million learnable parameters in the readout.
        </p>
      )}
      {measured.map((result, index) => (
        <ResultDetails key={result.id} result={result} open={index === 0} />
      ))}
    </article>
  );
}

export const unitSigns = { percent: "%", metre: "m", fraction: "", nat: "nats" } as const;
