import Link from "next/link";
import { categories, metricsOf, protocolTasks } from "#contract";
import { list, sentence } from "../_parts/format.ts";
import styles from "./task.module.css";

/** All tasks by category, in the paper's order. */
export function TaskList() {
  return (
    <>
      <h1>Tasks</h1>
      <p className={styles.lead}>
        Six questions that every place of an image can answer. A page each: what is asked, how it is measured,
        and which backbones do it best.
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
