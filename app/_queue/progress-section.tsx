import Link from "next/link";
import type { BoardProgress } from "#db/read/progress.ts";
import { Command } from "../_parts/program.tsx";
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
        <code>evaluator status</code>. A row of the grid is one command.
      </p>
      <Command
        text="npx evaluator run --backbone ID --task all --seeds 0,1,2 --data DIR --out results"
        what="the command that measures a row of the grid"
      />
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
          <Grid board={board} />
        </section>
      ))}
    </section>
  );
}

/** Of a board that nothing is on, the words say it all; its grid is for who wants to know what would be in it. */
function Grid({ board: { title, tasks, rows, measured, waiting } }: { board: BoardProgress }) {
  const table = <ProgressTable title={title} tasks={tasks} rows={rows} />;
  if (measured + waiting > 0) return table;
  return (
    <details>
      <summary>The grid</summary>
      {table}
    </details>
  );
}

/** The words above it say the same. */
function Bar({ board: { measured, waiting, missing } }: { board: BoardProgress }) {
  const all = measured + waiting + missing;
  if (all === 0) return null;
  const width = (count: number) => ({ width: `${(100 * count) / all}%` });
  return (
    <div className={styles.bar} aria-hidden="true">
      {measured > 0 && <i data-state="measured" style={width(measured)} />}
      {waiting > 0 && <i data-state="waiting" style={width(waiting)} />}
    </div>
  );
}
