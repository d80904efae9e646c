import Link from "next/link";
import { categories, mainMetricOf, metricsOf, type ProtocolTaskId, protocolTasks } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { leadersOf } from "#db/derive/finding/leads.ts";
import { list, sentence } from "../_parts/format.ts";
import { unitSigns } from "../_parts/units.ts";
import styles from "./task.module.css";

/** All tasks by category, in the paper's order. */
export function TaskList({ board }: { board: Board }) {
  return (
    <>
      <h1>Tasks</h1>
      <p className={styles.lead}>
        Six questions that every place of an image can answer. A page each: what is asked, how it is measured,
        and which backbones do it best. The best below are those of the first board:{" "}
        {board.cohort.title.toLowerCase()}.
      </p>
      {categories.map((category) => (
        <section key={category} className={styles.section} aria-label={sentence(category)}>
          <h2>{sentence(category)}</h2>
          <ul className={styles.tasks}>
            {protocolTasks
              .filter((task) => task.category === category)
              .map((task) => (
                <li key={task.id}>
                  <h3>
                    <Link href={`/tasks/${task.id}`} prefetch={false}>
                      {task.label}
                    </Link>
                  </h3>
                  <p>{task.summary}</p>
                  <Best board={board} task={task.id} />
                  <p>
                    <small>Scored by {list(metricsOf(task.id).map(({ name }) => name))}</small>
                  </p>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const mostNamed = 3;

/** Who has the first rank, all that share it. */
function Best({ board, task }: { board: Board; task: ProtocolTaskId }) {
  const metric = mainMetricOf(task);
  const leaders = leadersOf(board.rows, metricColumn(metric.id));
  const [first] = leaders;
  if (!first) return <p>No result on this board yet.</p>;
  const score = first.cells[metric.id]?.value.toFixed(metric.digits);
  const named = leaders.slice(0, leaders.length > mostNamed ? mostNamed - 1 : mostNamed);
  const more = leaders.length - named.length;
  return (
    <p className={styles.best}>
      {named.map(({ backbone }, index) => (
        <span key={backbone.id}>
          {index > 0 && ", "}
          <Link href={`/backbones/${backbone.id}`} prefetch={false}>
            {backbone.label}
          </Link>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
      {leaders.length === 1 ? (
        <>
          , {metric.label} <b>{`${score} ${unitSigns[metric.unit]}`.trim()}</b>
        </>
      ) : (
        " share the first rank"
      )}
    </p>
  );
}
