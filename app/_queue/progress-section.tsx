import Link from "next/link";
import type { BoardProgress } from "#db/read/progress.ts";
import { ProgressTable } from "./progress-table.tsx";
import { progressWords } from "./progress-words.ts";
import styles from "./queue.module.css";

/** How far the measurements of each board are. */
export function ProgressSection({ boards }: { boards: readonly BoardProgress[] }) {
  return (
    <section aria-labelledby="progress" className={styles.progress}>
      <h2 id="progress">Progress</h2>
      <p className={styles.lead}>
        Cells of the grid, a backbone on a task, with how many seeds of each were measured. The site knows
        what was sent to it; what workers are at is in their own results folder, by{" "}
        <code>evaluator status</code>.
      </p>
      {boards.map((board) => (
        <section key={board.cohortId ?? "official"} className={styles.board}>
          <h3>
            {board.cohortId === null ? (
              board.title
            ) : (
              <Link href={`/boards/${board.cohortId}`} prefetch={false}>
                {board.title}
              </Link>
            )}
          </h3>
          <p>{progressWords(board)}</p>
          <Bar board={board} />
          <ProgressTable title={board.title} tasks={board.tasks} rows={board.rows} />
        </section>
      ))}
    </section>
  );
}

/** The words above it say the same. */
function Bar({ board: { measured, waiting, missing } }: { board: BoardProgress }) {
  const all = measured + waiting + missing;
  if (all === 0) return null;
  const width = (count: number) => ({ width: `${(100 * count) / all}%` });
  return (
    <div className={styles.bar} aria-hidden="true">
      <i data-state="measured" style={width(measured)} />
      <i data-state="waiting" style={width(waiting)} />
    </div>
  );
}
